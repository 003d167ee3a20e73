from importlib import metadata

project = "agency_kpis"
author = "The agency_kpis contributors"
project_copyright = f"2026, {author}"
release = metadata.version("agency_kpis")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"agency_kpis {release}"

myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
