"""Four variants of the founding scenario compared, with a report and a workbook: `python -m pytest -m benchmark -s`.

In seconds, of a machine with two processors that does nothing else.
"""

from pathlib import Path

import pytest

from tests.benchmarks.measuring import taken_by

pytestmark = pytest.mark.benchmark

SCENARIOS = Path(__file__).parents[2] / "scenarios"
VARIANTS = ("more-courses", "overbooking", "whole-year-dates", "trained-before-they-start")
SECONDS, MEGABYTES = 60, 800


def test_four_variants_in_200_futures_each_with_a_report_and_a_workbook(tmp_path: Path) -> None:
    plans = [str(SCENARIOS / f"{name}.yaml") for name in VARIANTS]
    taken = taken_by("compare", *plans, "-n", "200", "-j", "2", "--report", "-q", folder=tmp_path)
    print(f"\n{taken}", end="")
    assert {path.name for path in tmp_path.rglob("report.html")} == {"report.html"}
    assert {path.name for path in tmp_path.rglob("workbook.xlsx")} == {"workbook.xlsx"}
    assert taken.together < MEGABYTES * 1e6
    assert taken.seconds < SECONDS
