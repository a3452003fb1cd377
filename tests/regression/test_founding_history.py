"""The founding programme, alone and with its whole cascade, reproduces what was published: hand-set, so held here."""

from pathlib import Path

import pandas as pd
import pytest

import cascade_sim as cs
from cascade_sim.scenario import load_history

pytestmark = pytest.mark.regression
SCENARIOS = Path(__file__).parents[2] / "scenarios"
COUNTS = {"north-lanarkshire": 5, "north-lanarkshire-whole-cascade": 8}


@pytest.fixture(scope="module", params=COUNTS)
def compared(request) -> list[tuple[str, float, float, float]]:
    """Each count of a history file: what it is of, its value, and the range that holds eight futures in ten."""
    result = cs.run(SCENARIOS / f"{request.param}.yaml", replications=200, jobs=1)
    assert (result.tables["runs"]["status"] == "done").all()
    history = load_history(SCENARIOS / "history" / f"{request.param}.csv", result.scenario)
    assert not history.set_aside
    assert len(history.observations) == COUNTS[request.param]
    return [(told(count), count.value, *likely(result.tables, count)) for count in history.observations]


def told(count) -> str:
    return " ".join(filter(None, (count.measure, count.course, count.group, count.role)))


def likely(tables, count) -> tuple[float, float]:
    """P10 and P90 of what held when the date began, or of what was counted over the period."""
    if count.since is not None:
        return flow(tables, count)
    here = tables["summary"]
    here = here[here["measure"] == count.measure]
    for column in ("course", "group", "role", "locality"):
        if column in here:
            here = here[here[column].fillna("") == (getattr(count, column, None) or "")]
    row = here[pd.to_datetime(here["date"]) < pd.Timestamp(count.date)].iloc[-1]  # the last before the day began
    return float(row.p10), float(row.p90)


def flow(tables, count) -> tuple[float, float]:
    """Added up over months, of staff or of the public."""
    full = tables["runs"].query("kind == 'full'")["replication"]
    rows = pd.concat(
        [tables[name][["replication", "date", "course", count.measure]] for name in ("coverage", "public")]
    )
    dates = pd.to_datetime(rows["date"])
    rows = rows[(rows["course"] == count.course) & rows["replication"].isin(full)]
    rows = rows[(dates >= pd.Timestamp(count.since)) & (dates < pd.Timestamp(count.date))]
    totals = rows.groupby("replication")[count.measure].sum()
    return float(totals.quantile(0.1)), float(totals.quantile(0.9))


def test_every_count_lies_between_p10_and_p90_and_these_are_no_wider_than_a_quarter_of_it_either_way(compared):
    misses = []
    for what, value, low, high in compared:
        if not low <= value <= high:
            misses.append(f"{what}: {value} outside {low:.0f} to {high:.0f}")
        if low < 0.75 * value or high > 1.25 * value:
            misses.append(f"{what}: {low:.0f} to {high:.0f} is too wide for {value}")
    assert misses == []
