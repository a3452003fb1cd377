"""A whole run of the founding scenario, from the command to the last file: `python -m pytest -m benchmark -s`.

Unlike the other benchmarks this one is in seconds, of a machine with two processors that does nothing else.
"""

from pathlib import Path

import pytest

from tests.benchmarks.measuring import taken_by

pytestmark = pytest.mark.benchmark

FOUNDING = Path(__file__).parents[2] / "scenarios" / "north-lanarkshire.yaml"
SECONDS, MEGABYTES = 15, 500


def test_200_futures_of_the_founding_programme_with_all_that_is_written(tmp_path: Path) -> None:
    taken = taken_by("run", str(FOUNDING), "-n", "200", "-j", "2", "-q", folder=tmp_path)
    print(f"\n{taken}", end="")
    assert taken.together < MEGABYTES * 1e6
    assert taken.written < 40e6
    assert taken.seconds < SECONDS
