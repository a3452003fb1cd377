"""Everything adds up in the tables of any plan; and one fact more or less would be noticed."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from cascade_sim.model import simulate as simulate_fast
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import FACTS, Records, categories, tabulate
from cascade_sim.scenario.plan import Plan
from tests.balances import named, shape_of, violations
from tests.plain_model import scopes_of, simulate
from tests.plain_model.plans import plans, random_plan

pytestmark = pytest.mark.property

SEARCHED = 400  # random plans among which one with a fact of a given kind is looked for


def found_wrong(plan: Plan, records: Records) -> list[str]:
    """What does not add up in the tables of these records."""
    scopes = scopes_of(plan)
    return violations(named(tabulate(records, scopes), categories(scopes)), shape_of(plan))


@pytest.mark.parametrize("model", [simulate, simulate_fast], ids=["plain", "fast"])
@given(plan=plans())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_everything_adds_up(model: Callable[[Plan, Luck], Records], plan: Plan) -> None:
    assert found_wrong(plan, model(plan, Luck(plan.seed, 0))) == []


def without(columns: tuple[np.ndarray, ...], i: int) -> tuple[np.ndarray, ...]:
    """The columns but for their i-th row."""
    return tuple(np.delete(column, i) for column in columns)


def doubled(columns: tuple[np.ndarray, ...], i: int) -> tuple[np.ndarray, ...]:
    """The columns with their i-th row twice."""
    return tuple(np.insert(column, i, column[i]) for column in columns)


def told_facts(plan: Plan, records: Records, kind: str) -> list[int]:
    """Which facts of a kind are in the tables, and can be checked there.

    Of renewals, those of a qualification which another course renews too cannot: the tables do not tell who of those
    who completed the other had held it.
    """
    scopes, shape = scopes_of(plan), shape_of(plan)
    _, places, groups, _ = records.facts[kind]
    if kind in ("started", "left"):
        return list(range(len(places)))
    if kind in COURSE_KINDS:
        pairs = {(c, g) for c, of in enumerate(scopes.course_groups) for g in of}
        unsure = {c for c, name in enumerate(scopes.courses) if shape.renewed_by[name]}
    else:
        pairs = {(r, g) for r, of in enumerate(scopes.role_groups) for g in of}
        unsure = set()
    told = [i for i, pair in enumerate(zip(places.tolist(), groups.tolist(), strict=True)) if pair in pairs]
    return [i for i in told if kind != "renewed" or int(places[i]) not in unsure]


COURSE_KINDS = set(FACTS[2 : FACTS.index("joined")])


def some_plan_with(wanted: Callable[[Plan, Records], list[int]]) -> tuple[Plan, Records, int]:
    """A random plan with something wanted in its records, and which it is."""
    for seed in range(SEARCHED):
        plan = random_plan(Random(seed))
        records = simulate(plan, Luck(plan.seed, 0))
        indices = wanted(plan, records)
        if indices:
            return plan, records, indices[len(indices) // 2]
    raise AssertionError("none of the random plans has it: they are too tame")


@pytest.mark.parametrize("spoilt", [without, doubled])
@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_too_many_or_too_few_is_noticed(kind: str, spoilt: Callable[..., tuple[np.ndarray, ...]]) -> None:
    plan, records, i = some_plan_with(lambda plan, records: told_facts(plan, records, kind))
    facts = {**records.facts, kind: spoilt(records.facts[kind], i)}
    assert found_wrong(plan, records) == []
    assert found_wrong(plan, replace(records, facts=facts))


@pytest.mark.parametrize("spoilt", [without, doubled])
@pytest.mark.parametrize("cause", range(6))
def test_a_loss_too_many_or_too_few_is_noticed(cause: int, spoilt: Callable[..., tuple[np.ndarray, ...]]) -> None:
    plan, records, i = some_plan_with(lambda _, records: np.flatnonzero(records.losses[2] == cause).tolist())
    assert found_wrong(plan, replace(records, losses=spoilt(records.losses, i)))


@pytest.mark.parametrize("times", [0, 2])
@pytest.mark.parametrize("status", ["run", "cancelled", "unfinished"])
def test_a_delivery_too_many_or_too_few_is_noticed(status: str, times: int) -> None:
    def of_status(plan: Plan, records: Records) -> list[int]:
        return [
            i
            for i, row in enumerate(records.deliveries)
            if row.status == status and (row.planned < plan.timeline.days or row.booked > row.left + row.turned_away)
        ]

    plan, records, i = some_plan_with(of_status)
    rows = records.deliveries
    assert found_wrong(plan, replace(records, deliveries=(*rows[:i], *(times * rows[i : i + 1]), *rows[i + 1 :])))


@pytest.mark.parametrize("column", ["places", "booked", "empty", "withdrew", "left", "absent", "turned_away",
                                    "fell_short", "completed", "trainers", "planned", "number"])  # fmt: skip
def test_a_wrong_number_in_a_delivery_is_noticed(column: str) -> None:
    def taught(_: Plan, records: Records) -> list[int]:
        return [i for i, row in enumerate(records.deliveries) if row.status == "run" and row.trainers and row.empty]

    plan, records, i = some_plan_with(taught)
    row = records.deliveries[i]
    change = 400 if column == "planned" else 1
    changed = row._replace(**{column: getattr(row, column) + change})
    rows = (*records.deliveries[:i], changed, *records.deliveries[i + 1 :])
    assert found_wrong(plan, replace(records, deliveries=rows))


STOCKS = [
    *(("workforce", name) for name in ("posts", "in_post", "vacant")),
    *(("coverage", name) for name in ("in_post", "holders", "waiting", "booked")),
    *(("roles", name) for name in ("members", "active")),
]


@pytest.mark.parametrize(("table", "stock"), STOCKS)
def test_a_wrong_snapshot_is_noticed(table: str, stock: str) -> None:
    def has_rows(plan: Plan, records: Records) -> list[int]:
        scopes = scopes_of(plan)
        groups = {"workforce": (0,), "coverage": scopes.course_groups[0], "roles": (*scopes.role_groups, ())[0]}[table]
        return [groups[0]] if groups else []

    plan, records, group = some_plan_with(has_rows)
    stocks = dict(getattr(records, table))
    for snapshot in (0, len(stocks[stock]) // 2, len(stocks[stock]) - 1):
        stocks[stock] = stocks[stock].copy()
        stocks[stock][snapshot, 0, group] += 1
        assert found_wrong(plan, replace(records, **{table: stocks}))


def test_a_missing_snapshot_is_noticed() -> None:
    plan, records, _ = some_plan_with(lambda _, records: [0] if records.workforce["in_post"][5].any() else [])
    blank = {name: stock.copy() for name, stock in records.workforce.items()}
    for stock in blank.values():
        stock[5] = 0
    assert found_wrong(plan, replace(records, workforce=blank))
