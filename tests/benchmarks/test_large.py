"""One future of the largest scenario: `python -m pytest -m benchmark -s`.

In seconds, of a machine that does nothing else.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.calling import environment

pytestmark = pytest.mark.benchmark

NATIONAL = Path(__file__).parents[2] / "scenarios" / "national-mandatory.yaml"
SECONDS, GIGABYTES = 60, 4
ONE_FUTURE = """
import resource, sys, time
from cascade_sim.experiment.replicate import Kind, Replication, replicate
from cascade_sim.scenario import load

scenario = load(sys.argv[1])
began = time.perf_counter()
outcome = replicate(scenario, Replication(1, Kind.FULL))
assert outcome.error is None, outcome.error
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def test_one_future_of_a_million_and_a_half_posts() -> None:
    command = [sys.executable, "-c", ONE_FUTURE, str(NATIONAL)]
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    seconds, gigabytes = map(float, done.stdout.split())
    print(f"\n1.5 million posts over five years: {seconds:.1f} s, {gigabytes:.2f} GB", end="")
    assert seconds < SECONDS
    assert gigabytes < GIGABYTES
