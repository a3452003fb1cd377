"""Calling the command line: in this process, or in those of its own."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cascade_sim.cli import main

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROOT = Path(__file__).parents[1]
SMALL = """\
format: 1
name: A small programme
start: 2025-01-01
end: 2026-12-31
today: 2025-10-15
year_starts: April
groups:
  nurses:
    posts: 40
    turnover: {value: 15%/year, range: [8%/year, 25%/year], source: judged by the planner, basis: judged}
  teachers: {label: Secondary teachers, posts: 20, turnover: 8%/year}
courses:
  basic:
    taught_by: {role: trainer, each: 2, experienced: 1}
    places: 10
    minimum: 3
    schedule: {core: {per_year: 8}}
    demand: {existing: {willing: 80%, ask_over: 1 year}, starters: {willing: 90%, due: 6 months}}
roles:
  trainer:
    at_start: {members: 6, active: 5, experienced: 4}
    deliveries: {mean: 4/year}
    stops: 10%/year
targets:
  half_trained: {measure: coverage, course: basic, at_least: 50%, by: 2026-06-30}
"""


def environment(**variables: str) -> dict[str, str]:
    """This one, with the checkout importable, and some variables set."""
    return os.environ | {"PYTHONPATH": str(ROOT)} | variables


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What `cascade-sim` answers to these arguments, and its status; in this process, which is quick."""
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cascade-sim", *arguments])
        patch.setattr(sys, "stdout", stdout)
        patch.setattr(sys, "stderr", stderr)
        try:
            with pytest.raises(SystemExit) as left:
                main()
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    told = [stream.buffer.getvalue().decode() for stream in (stdout, stderr)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(arguments, int(left.value.code or 0), *told)
