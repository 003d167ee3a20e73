"""Sybil runs what the README, the docs and the docstrings show.

A page is one namespace, and so are the docstrings of a module. Docstrings are read from the
source, so that those of functions which a decorator turned into metrics are found too.
"""

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

pages = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    patterns=["*.md"],
)
docstrings = Sybil(parsers=[DocTestParser(optionflags=ELLIPSIS)], path="src", patterns=["*.py"])

pytest_collect_file = (pages + docstrings).pytest()
