"""Differences between plans, future by future: by hand, and against what is known of them."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import (
    Cubes,
    Outcomes,
    Scope,
    Yardstick,
    aligned,
    cost_of_points,
    differences,
    over_time,
    probabilities,
    ranking,
    told_of_all,
    waterfall,
    yardsticks,
)
from cascade_sim.analysis.statistics import wilson
from cascade_sim.analysis.why import FILE_ORDER, SHAPLEY, every_set, parts
from cascade_sim.scenario import Target
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

WHEN = date(2028, 3, 31)
COVERAGE = Yardstick("coverage", "coverage", Scope("foundation"), WHEN)
COST = Yardstick("cost", "cost", Scope(), WHEN, better=-1, since_start=True)


def outcomes(chance=(), first=1, **values):
    full = pd.DataFrame(values, index=range(first, first + len(next(iter(values.values())))), dtype=float)
    return Outcomes(full, pd.DataFrame(dict.fromkeys(values, chance), index=range(101, 101 + len(chance)), dtype=float))


def row(before, after, yardstick=COVERAGE, worthwhile=0.01):
    return differences({"first": before, "second": after}, [yardstick], worthwhile).iloc[0]


def test_a_difference_by_hand():
    told = row(outcomes(coverage=[0.50, 0.60, 0.70, 0.60]), outcomes(coverage=[0.52, 0.61, 0.70, 0.65]))
    assert told["mean"] == pytest.approx(0.02)
    assert (told["baseline_mean"], told["plan_mean"]) == (pytest.approx(0.60), pytest.approx(0.62))
    half = 3.182446 * np.std([0.02, 0.01, 0, 0.05], ddof=1) / 2  # Student's t of 97.5% with 3 degrees, from a table
    assert (told["mean_low"], told["mean_high"]) == (pytest.approx(0.02 - half), pytest.approx(0.02 + half))
    assert (told["ahead"], told["level"], told["replications"], told["ahead_share"]) == (3, 1, 4, 0.75)
    assert (told["ahead_low"], told["ahead_high"]) == tuple(map(float, wilson(3, 4)))
    assert told["verdict"] == "unclear"


def test_the_interval_is_that_of_the_differences_and_not_of_their_parts():
    spread = np.linspace(0.2, 0.8, 40)
    told = row(outcomes(coverage=spread), outcomes(coverage=spread + 0.02))
    assert told["mean_high"] - told["mean_low"] < 1e-9
    assert (told["verdict"], told["ahead"]) == ("better", 40)


def test_a_change_that_changes_nothing_makes_exactly_no_difference():
    thirds = np.array([1, 2, 5]) / 3
    told = row(outcomes(coverage=thirds, chance=[0.1]), outcomes(coverage=thirds + 1e-16, chance=[0.1]))
    for name in ("mean", "mean_low", "mean_high", "p10", "p50", "p90", "chance_p10", "chance_p90", "ahead"):
        assert told[name] == 0
    assert (told["verdict"], told["level"]) == ("same", 3)


@pytest.mark.parametrize(
    ("changes", "better", "verdict"),
    [
        ([0.02, 0.03, 0.02], 1, "better"),
        ([0.02, 0.03, 0.02], -1, "worse"),
        ([-0.02, -0.03, -0.02], 1, "worse"),
        ([0.004, 0.005, 0.006], 1, "small"),
        ([-0.02, 0.03, 0.02], 1, "unclear"),
        ([0.02], 1, "unclear"),
        ([0.0, 0.0], 1, "same"),
        ([np.nan, np.nan], 1, ""),
    ],
)
def test_verdicts(changes, better, verdict):
    before = np.full(len(changes), 0.5)
    yardstick = replace(COVERAGE, better=better)
    assert row(outcomes(coverage=before), outcomes(coverage=before + changes), yardstick)["verdict"] == verdict


def test_what_is_no_share_is_worthwhile_from_so_many_percent_of_the_baseline():
    told = row(outcomes(cost=[1000, 1000]), outcomes(cost=[1015, 1016]), COST)
    assert (told["worthwhile"], told["verdict"], told["ahead"]) == (10, "worse", 0)
    assert row(outcomes(cost=[1000, 1000]), outcomes(cost=[1015, 1016]), COST, 0.02)["verdict"] == "small"
    assert row(outcomes(cost=[0, 0]), outcomes(cost=[1, 1]), COST)["verdict"] == "worse"


def test_futures_are_those_that_all_plans_have():
    first, second = aligned([outcomes(coverage=[1, 2, 3, 4]), outcomes(coverage=[5, 6, 7], first=3)])
    assert (list(first.full.index), list(first.full["coverage"])) == ([3, 4], [3, 4])
    assert list(second.full["coverage"]) == [5, 6]


def test_a_missing_value_counts_nowhere():
    told = row(outcomes(coverage=[0.5, np.nan, 0.5]), outcomes(coverage=[0.6, 0.6, np.nan]))
    assert (told["replications"], told["ahead"], told["baseline_mean"]) == (1, 1, 0.5)


def test_plans_in_order_and_those_that_as_many_plans_surely_beat_at_one_rank():
    plans = {
        "base": outcomes(coverage=[0.50, 0.51, 0.49]),
        "best": outcomes(coverage=[0.60, 0.61, 0.62]),
        "near": outcomes(coverage=[0.51, 0.49, 0.51]),
    }
    told = ranking(plans, [COVERAGE])
    assert list(told["plan"]) == ["best", "near", "base"]
    assert list(told["rank"]) == [1, 2, 2]
    less = ranking(plans, [replace(COVERAGE, better=-1)])
    assert list(less["plan"])[-1] == "best"
    assert list(less["rank"]) == [1, 1, 3]
    assert less.set_index("plan")["mean"].to_dict() == told.set_index("plan")["mean"].to_dict()


def test_a_plan_too_close_to_one_of_the_first_two_is_beaten_by_the_other_alone():
    plans = {
        "last": outcomes(coverage=[0.50, 0.51, 0.52, 0.53]),
        "first": outcomes(coverage=[0.54, 0.54, 0.55, 0.56]),
        "second": outcomes(coverage=[0.45, 0.60, 0.47, 0.63]),
    }
    told = ranking(plans, [COVERAGE])
    assert list(told["plan"]) == ["first", "second", "last"]
    assert list(told["rank"]) == [1, 1, 2]


@pytest.mark.parametrize("last", [0.3 + 1e-16, 0.3])
def test_plans_that_do_the_same_are_all_first(last):
    plans = {"one": outcomes(coverage=[0.3, 0.3, 0.3]), "other": outcomes(coverage=[0.1 + 0.2, 0.3 + 1e-16, last])}
    assert list(ranking(plans, [COVERAGE])["rank"]) == [1, 1]


def test_a_plan_that_costs_nothing_costs_no_less_than_nothing():
    plans = {"dear": outcomes(cost=[3, 3, 4]), "free": outcomes(cost=[0, 0, 0])}
    told = ranking(plans, [COST])
    assert list(told["plan"]) == ["free", "dear"]
    assert str(told["mean"].iloc[0]) == "0.0"


def test_one_future_ranks_nobody_before_another():
    assert list(ranking({"one": outcomes(coverage=[0.3]), "other": outcomes(coverage=[0.9])}, [COVERAGE])["rank"]) == [
        1,
        1,
    ]


def test_the_cost_of_a_point_is_told_only_where_more_is_had_for_more():
    before = outcomes(coverage=[0.50, 0.52, 0.51], cost=[1000, 1000, 1000])
    plans = {
        "base": before,
        "dear": outcomes(coverage=[0.54, 0.56, 0.55], cost=[9000, 9000, 9000]),
        "cheap": outcomes(coverage=[0.54, 0.56, 0.55], cost=[500, 500, 500]),
        "vain": outcomes(coverage=[0.50, 0.53, 0.50], cost=[9000, 9000, 9000]),
    }
    told = cost_of_points(differences(plans, [COVERAGE, COST])).set_index("plan")
    assert told.loc["dear", "cost_per_point"] == pytest.approx(2000)
    assert told["points"].round(6).to_dict() == {"dear": 4, "cheap": 4, "vain": 0}
    assert told["cost_per_point"].notna().to_dict() == {"dear": True, "cheap": False, "vain": False}


TARGET = Target("most", "coverage", "foundation", None, None, 0.6, None, WHEN)


def test_every_target_comes_before_the_headline_measures_and_none_comes_twice():
    told = yardsticks([TARGET], courses=["foundation"], roles=["trainer"], public=["group"], when=WHEN, money=True)
    assert [one.name for one in told] == ["most", "active trainer", "completed group", "cost"]
    assert [one.better for one in told] == [1, 1, 1, -1]
    other = replace(TARGET, at_least=None, at_most=0.5, group="nurses")
    told = yardsticks([other], courses=["foundation"], roles=[], public=[], when=WHEN, money=False)
    assert [(one.name, one.better) for one in told] == [("most", -1), ("coverage of foundation", 1)]


def coverage_row(replication, holders, when="2028-03-31"):
    keys = {"replication": replication, "date": when, "course": "foundation", "group": "nurses"}
    return keys | {"holders": holders, "in_post": 10}


def test_outcomes_are_read_off_the_tables():
    rows = [coverage_row(i, i + 3) for i in (1, 2, 3)]
    costs = [
        {"replication": i, "date": when, "course": course, "total": 100.0 * i}
        for i in (1, 2, 3)
        for course in ("foundation", "other")
        for when in ("2026-03-31", "2028-03-31", "2029-03-31")
    ]
    cubes = Cubes(run_of(2, 1, coverage=rows, costs=costs))
    target = Yardstick("most", "coverage", Scope("foundation"), WHEN, target=TARGET)
    gone = replace(COVERAGE, name="gone", when=date(2028, 4, 30))
    found = Outcomes.of(cubes, [COVERAGE, target, COST, gone], ["foundation"])
    assert found.full["coverage"].to_dict() == {1: 0.4, 2: 0.5} == found.full["most"].to_dict()
    assert found.chance["coverage"].to_dict() == {3: 0.6}
    assert found.full["cost"].to_dict() == {1: 400, 2: 800}  # since the start, of all courses, up to that date
    assert found.full["gone"].isna().all()
    plans = {"a": found, "b": found}
    assert [one.name for one in told_of_all(plans, [COVERAGE, gone])] == ["coverage"]
    assert list(over_time(plans)["mean"]) == [0.45, 0.45]
    chances = probabilities(plans, [COVERAGE, replace(target, target=replace(TARGET, at_least=0.5))])
    assert list(chances["probability"]) == [0.5, 0.5]


def test_tables_have_the_columns_that_are_declared():
    plans = {"a": outcomes(coverage=[0.1, 0.2]), "b": outcomes(coverage=[0.2, 0.2])}
    told = {"differences": differences(plans, [COVERAGE]), "ranking": ranking(plans, [COVERAGE])}
    told |= {"probabilities": probabilities(plans, []), "over_time": over_time(plans)}
    told |= {"cost_of_points": cost_of_points(told["differences"])}
    told |= {"waterfall": waterfall("b", {frozenset(): plans["a"], frozenset({0}): plans["b"]}, ["it"], [COVERAGE])}
    for name, table in told.items():
        assert tuple(table.columns) == measures.COMPARISONS[name].names()


def effects(made):
    """Two changes that do nothing alone and 6 together, and a third that adds 1."""
    return np.array([6.0 * (made >= {0, 1}) + 1.0 * (2 in made)])


def test_changes_that_need_one_another_share_what_they_do():
    told, method = parts({made: effects(made) for made in every_set(3)}, 3)
    assert [float(part[0]) for part in told] == pytest.approx([3, 3, 1])
    assert method == SHAPLEY


def test_shapley_is_the_mean_over_all_orders(seed):
    values = {made: np.random.default_rng((seed, *sorted(made))).normal(size=5) for made in every_set(4)}
    told, _ = parts(values, 4)
    for which in range(4):
        steps = []
        for order in permutations(range(4)):
            before = frozenset(order[: order.index(which)])
            steps.append(values[before | {which}] - values[before])
        assert told[which] == pytest.approx(np.mean(steps, axis=0))
    assert sum(told) == pytest.approx(values[frozenset(range(4))] - values[frozenset()])


def test_in_file_order_each_change_is_made_on_top_of_those_before_it():
    some = [frozenset(range(size)) for size in range(4)]
    told, method = parts({made: effects(made) for made in some}, 3)
    assert [float(part[0]) for part in told] == [0, 6, 1]
    assert method == FILE_ORDER


def test_a_waterfall_leads_from_the_baseline_to_the_plan():
    made = {some: outcomes(coverage=0.3 + effects(some) / 100 + [0, 0.02]) for some in every_set(3)}
    told = waterfall("plan", made, ["a", "b", "c"], [COVERAGE])
    assert list(told["change"]) == ["baseline", "a", "b", "c", "plan"]
    assert list(told["mean"]) == pytest.approx([0.31, 0.03, 0.03, 0.01, 0.38])
    assert told["mean"][:4].sum() == pytest.approx(told["mean"][4])
    assert list(told["alone"][1:4]) == pytest.approx([0, 0, 0.01])
    assert (told["mean_high"] - told["mean_low"])[1:4].max() < 1e-9  # paired: what varies alike is no noise
