"""Five values calibrated on the founding history, with all that is written: `python -m pytest -m benchmark -s`.

In seconds, of a machine with two processors that does nothing else.
"""

import json
from pathlib import Path

import pytest

from tests.benchmarks.measuring import taken_by

pytestmark = pytest.mark.benchmark

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FIVE = ("courses.*.per_year*", "*.existing.willing.secondary", "roles.trainer.stops")
SECONDS, MEGABYTES = 300, 1_000


def test_five_values_from_the_founding_history(tmp_path: Path) -> None:
    history = str(SCENARIOS / "history" / "north-lanarkshire.csv")
    fit = [word for path in FIVE for word in ("--fit", path)]
    scenario = str(SCENARIOS / "north-lanarkshire-before-counts.yaml")
    taken = taken_by("calibrate", scenario, "--history", history, *fit, "-j", "2", "-q", folder=tmp_path)
    print(f"\n{taken}", end="")
    values = next(tmp_path.rglob("values.csv")).read_text().splitlines()
    assert len(values) == 1 + 5
    manifest = json.loads(next(tmp_path.rglob("manifest.json")).read_text())
    assert (manifest["weight"], manifest["settled"]) == (1, True)
    assert taken.together < MEGABYTES * 1e6
    assert taken.seconds < SECONDS
