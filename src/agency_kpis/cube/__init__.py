"""The cube: records counted once by their facets and months, then asked cell by cell."""

from agency_kpis.cube.counting import LATER
from agency_kpis.cube.cubes import Cube

__all__ = ["LATER", "Cube"]
