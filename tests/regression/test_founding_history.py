"""The founding programme reproduces its published history: hand-set, so held here."""

from pathlib import Path

import pandas as pd
import pytest

import cascade_sim as cs

pytestmark = pytest.mark.regression
SCENARIOS = Path(__file__).parents[2] / "scenarios"
HISTORY = pd.read_csv(SCENARIOS / "history" / "north-lanarkshire.csv", parse_dates=["date"])


@pytest.fixture(scope="module")
def summary() -> pd.DataFrame:
    result = cs.run(SCENARIOS / "north-lanarkshire.yaml", replications=200, jobs=1)
    assert (result.tables["runs"]["status"] == "done").all()
    return result.tables["summary"]


def test_every_count_lies_between_p10_and_p90_and_these_are_no_wider_than_a_quarter_of_it_either_way(summary):
    misses = []
    for row in HISTORY.itertuples():
        scope = {name: "" if pd.isna(value) else value for name, value in
                 (("course", row.course), ("group", row.group), ("role", row.role))}  # fmt: skip
        here = summary[summary["measure"] == row.measure]
        for column, value in scope.items():
            here = here[here[column].fillna("") == value]
        # what held on that date: the last row before the day began
        forecast = here[pd.to_datetime(here["date"]) < row.date].iloc[-1]
        if not forecast.p10 <= row.value <= forecast.p90:
            misses.append(f"{row.measure} {scope}: {row.value} outside {forecast.p10:.0f} to {forecast.p90:.0f}")
        if forecast.p10 < 0.75 * row.value or forecast.p90 > 1.25 * row.value:
            misses.append(
                f"{row.measure} {scope}: {forecast.p10:.0f} to {forecast.p90:.0f} is too wide for {row.value}"
            )
    assert len(HISTORY) == 5
    assert misses == []
