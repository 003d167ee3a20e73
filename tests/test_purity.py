"""The library does no I/O: the whole example is reported under the eyes of Python's audit hooks."""

import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "fy2021_report.py"

WATCHED = """
import io, runpy, sys

example = runpy.run_path(sys.argv[1])
CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns",
          "process_time", "localtime", "gmtime", "strftime", "today", "now", "utcnow"}
seen = set()

def report(book):
    made = example["PLAN"].report(book)
    print(made, made.to_markdown(), made.to_html(standalone=True), made.rows(), made.unmet)
    print(made.to_text(layout="disclosure", width=150), made._repr_html_(), book.problems())

def audited(event, args):
    if watching:
        seen.add(event)

def profiled(frame, event, called):
    if event == "c_call" and called.__name__ in CLOCKS:
        seen.add(f"clock: {called.__qualname__}")

watching = False
sys.addaudithook(audited)
%(before)s
stdout, sys.stdout = sys.stdout, io.StringIO()
watching = True
sys.setprofile(profiled)
%(during)s
sys.setprofile(None)
watching = False
sys.stdout = stdout
print(*sorted(seen), sep="\\n")
"""
HARMLESS = {
    *("object.__getattr__", "object.__setattr__", "builtins.id"),
    *("compile", "exec"),
    *("sys._getframe", "sys.setprofile"),
}
"""What Python tells of itself: looks at objects, loops made in memory, the watching itself."""


def events(*, before: str = "", during: str) -> set[str]:
    """Run statements after the imports, and give the audit events and clocks that they touched."""
    script = WATCHED % {"before": before, "during": during}
    ran = subprocess.run(
        [sys.executable, "-c", script, str(EXAMPLE)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
    )
    return set(ran.stdout.splitlines()) - HARMLESS


def test_a_report_is_computed_and_printed_without_io_or_clock() -> None:
    """No file, no socket, no process, no import put off, no clock: nothing at all is touched."""
    assert events(before='book = example["synthetic_book"]()', during="report(book)") == set()


DEEDS = {
    "open(sys.argv[1]).close()": "open",
    "import os; os.listdir('.')": "os.listdir",
    "import socket; socket.socket().close()": "socket.__new__",
    "import subprocess; subprocess.run(['true'])": "subprocess.Popen",
    "import json.tool": "import",
    "import datetime; datetime.date.today()": "clock: date.today",
    "import time; time.time()": "clock: time",
}


def test_a_deed_would_be_seen() -> None:
    """The test above can fail: each of these is seen."""
    assert events(during="\n".join(DEEDS)) >= set(DEEDS.values())
