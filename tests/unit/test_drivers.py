"""Which drawn values drive an answer, out of draws and outcomes that are made up."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import ALL_ELSE, chances, drivers, targets
from cascade_sim.scenario import Target
from tests.hand_made import run_of

pytestmark = pytest.mark.unit
WHEN = "2025-03-31"
GOAL = Target("goal", "coverage", "basic", None, None, 0.5, None, date(2025, 3, 31))
POSTS = 100_000


def tables_of(drawn, coverage):
    """A run whose futures drew these values (a dict of columns) and came to this coverage."""
    futures = len(coverage)
    rows = [
        {
            "replication": r,
            "date": WHEN,
            "course": "basic",
            "group": "all",
            "holders": round(held * POSTS),
            "in_post": POSTS,
        }
        for r, held in enumerate(coverage, 1)
    ]
    tables = run_of(futures, coverage=rows)
    values = [{path: float(column[i]) for path, column in drawn.items()} for i in range(futures)]
    tables["runs"]["drawn"] = [json.dumps(one) for one in values]
    return tables


def rows_of(drawn, coverage):
    return drivers(tables_of(drawn, coverage), [GOAL])


@pytest.fixture
def random(seed):
    return np.random.default_rng(seed)


def test_a_value_that_alone_drives_the_answer_is_first_and_accounts_for_all_of_it(random):
    drawn = {f"v{i}": random.normal(size=60) for i in range(6)}
    rows = rows_of(drawn, 0.5 + 0.1 * np.tanh(drawn["v3"]))  # a bend that only rises: ranks are as the value's
    assert list(rows.columns) == list(measures.DRIVERS.names())
    first, *others, rest = rows.to_dict("records")
    assert (first["path"], first["together"], first["replications"]) == ("v3", 1, 60)
    assert first["effect"] == pytest.approx(1, abs=1e-3)
    assert first["share"] == pytest.approx(1, abs=1e-3)
    assert first["when_low"] < 0.5 < first["when_high"]
    assert rest["path"] == ALL_ELSE
    assert [rest["share"], *(one["share"] for one in others)] == pytest.approx([0] * 6, abs=1e-3)


def test_more_of_a_value_may_bring_less(random):
    drawn = {"up": random.normal(size=100), "down": random.normal(size=100)}
    rows = rows_of(drawn, 0.5 + 0.01 * drawn["up"] - 0.05 * drawn["down"])
    assert rows["path"].tolist()[:2] == ["down", "up"]
    assert rows["effect"].iloc[0] < 0 < rows["effect"].iloc[1]


def test_shares_and_their_intervals_are_those_of_a_sum_of_independent_values(random):
    futures = 400
    a, b, noise = random.normal(size=(3, futures))
    rows = rows_of({"a": a, "b": b}, 0.5 + 0.01 * (2 * a + b + 2 * noise)).set_index("path")
    for path, share in (("a", 4 / 9), ("b", 1 / 9), (ALL_ELSE, 4 / 9)):
        # ranks of a normal sum: a Spearman correlation of (6/π) asin(ρ/2), whose square is a little below ρ²
        expected = (6 / np.pi * np.arcsin(np.sqrt(share) / 2)) ** 2
        assert rows.loc[path, "share"] == pytest.approx(expected, abs=4 * np.sqrt(4 * share / futures)), path
    assert (rows["share_low"].dropna() < rows["share"].iloc[:2]).all()
    assert (rows["share_high"].dropna() > rows["share"].iloc[:2]).all()


def test_the_interval_holds_no_effect_at_its_rate(random):
    missed = total = 0
    for _ in range(40):
        drawn = {f"v{i}": random.normal(size=60) for i in range(10)}
        rows = rows_of(drawn, 0.5 + 0.01 * random.normal(size=60))
        told = rows[rows["path"] != ALL_ELSE]
        missed += int((told["share_low"] > 0).sum())
        total += len(told)
    assert abs(missed / total - 0.05) < 4 * np.sqrt(0.05 * 0.95 / total)


def test_with_few_futures_each_value_is_told_by_itself(random):
    drawn = {f"v{i}": random.normal(size=20) for i in range(15)}
    rows = rows_of(drawn, 0.5 + 0.05 * np.tanh(drawn["v7"]))
    assert rows["path"].iloc[0] == "v7"
    assert (rows["together"] == 0).all()
    assert np.isnan(rows["share"].iloc[-1])  # they do not add up


def test_what_drives_nothing_has_no_row(random):
    drawn = {"held": np.ones(30), "drawn": random.normal(size=30)}
    rows = rows_of(drawn, 0.5 + 0.01 * drawn["drawn"])
    assert rows["path"].tolist() == ["drawn", ALL_ELSE]
    assert rows_of(drawn, np.full(30, 0.5)).empty, "an answer that never differs"
    assert rows_of({"drawn": np.arange(9)}, np.arange(9) / 10).empty, "too few futures"
    assert drivers(run_of(3), []).empty


def test_the_same_value_twice_shares_its_effect(random):
    one = random.normal(size=60)
    rows = rows_of({"a": one, "b": one}, 0.5 + 0.01 * one)
    assert rows["effect"].iloc[:2].tolist() == pytest.approx([0.5, 0.5], abs=1e-3)


def test_chances_agree_with_the_target_on_its_date_and_leave_out_dates_that_are_not_there():
    tables = tables_of({}, [0.2, 0.45, 0.55, 0.7])
    told = chances(tables, [GOAL], [date(2025, 3, 31), date(2025, 12, 31)])
    assert list(told.columns) == list(measures.CHANCES.names())
    assert told["date"].unique().tolist() == [pd.Timestamp(WHEN)]
    met = targets(tables, [GOAL])
    at = told[np.isclose(told["level"], 0.5)]
    assert (
        at[["probability", "low", "high"]].to_numpy().tolist()
        == met[["probability", "low", "high"]].to_numpy().tolist()
    )
    assert (told["probability"].diff().dropna() <= 0).all()
    assert len(told) <= 13
