"""Everything adds up in the tables of any plan; and one fact more or less would be noticed."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from cascade_sim.model import simulate as simulate_fast
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import FACTS, Records, categories, tabulate
from cascade_sim.recording.records import COSTS, LOSSES, PUBLIC_FACTS, PUBLIC_STOCKS, ROLE_FACTS
from cascade_sim.scenario.plan import Plan
from tests.balances import named, shape_of, violations
from tests.plain_model import scopes_of, simulate
from tests.plain_model.plans import plans, random_plan
from tests.property.examples import examples

pytestmark = pytest.mark.property

SEARCHED = 400  # random plans among which one with a fact of a given kind is looked for


def found_wrong(plan: Plan, records: Records) -> list[str]:
    """What does not add up in the tables of these records."""
    scopes = scopes_of(plan)
    return violations(named(tabulate(records, scopes, in_detail=True), categories(scopes)), shape_of(plan))


@pytest.mark.parametrize("model", [simulate, simulate_fast], ids=["plain", "fast"])
@given(plan=plans())
@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
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
    who completed the other had held it. Of sign-ups, only those whose price is known for sure.
    """
    scopes, shape = scopes_of(plan), shape_of(plan)
    _, places, cells, _ = records.facts[kind]
    groups = cells if kind in ROLE_FACTS else cells // max(1, len(scopes.localities))
    if kind in ("started", "left", *PUBLIC_FACTS):
        told = list(range(len(places)))
    else:
        groups_of_places = scopes.role_groups if kind in ROLE_FACTS else scopes.course_groups
        pairs = {(place, group) for place, of in enumerate(groups_of_places) for group in of}
        told = [i for i, pair in enumerate(zip(places.tolist(), groups.tolist(), strict=True)) if pair in pairs]
    unsure: set[int] = set()
    if kind == "renewed":
        unsure = {course for course, name in enumerate(scopes.courses) if shape.renewed_by[name]}
    if kind in ("signed_up", "public_signed_up"):
        unsure = set(range(len(scopes.courses))) - with_one_price(plan, "per_licence")
    return [i for i in told if int(places[i]) not in unsure]


def with_one_price(plan: Plan, kind: str) -> set[int]:
    """The courses that have the same price of a kind all the time, and not 0."""
    prices = [[getattr(course.prices, kind) for course in settings.courses] for settings in plan.settings]
    return {course for course, of in enumerate(zip(*prices, strict=True)) if of[0] and len(set(of)) == 1}


@lru_cache(maxsize=100)  # every test goes through the same ones
def run_of_seed(seed: int) -> tuple[Plan, Records]:
    """The random plan of a seed and what the plain model records of it."""
    plan = random_plan(Random(seed))
    return plan, simulate(plan, Luck(plan.seed, 0))


def some_plan_with(wanted: Callable[[Plan, Records], list[int]]) -> tuple[Plan, Records, int]:
    """A random plan with something wanted in its records, and which it is."""
    for seed in range(SEARCHED):
        plan, records = run_of_seed(seed)
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
@pytest.mark.parametrize("cause", range(len(LOSSES)), ids=LOSSES)
def test_a_loss_too_many_or_too_few_is_noticed(cause: int, spoilt: Callable[..., tuple[np.ndarray, ...]]) -> None:
    plan, records, i = some_plan_with(lambda _, records: np.flatnonzero(records.losses[2] == cause).tolist())
    assert found_wrong(plan, replace(records, losses=spoilt(records.losses, i)))


def told_costs(plan: Plan, records: Records, kind: str) -> list[int]:
    """Which costs of a kind can be checked: where somebody left, the tables do not tell whether they had had a pack."""
    _, courses, kinds, _ = records.costs
    unsure: set[int] = set()
    if kind == "licences":
        unsure = set(range(len(plan.first.courses))) - with_one_price(plan, "per_licence")
    if kind == "packs":
        unsure = {row.course for row in records.deliveries if row.left}
    return [i for i in np.flatnonzero(kinds == COSTS.index(kind)).tolist() if int(courses[i]) not in unsure]


@pytest.mark.parametrize("spoilt", [without, doubled])
@pytest.mark.parametrize("kind", COSTS)
def test_a_cost_too_many_or_too_few_is_noticed(kind: str, spoilt: Callable[..., tuple[np.ndarray, ...]]) -> None:
    plan, records, i = some_plan_with(lambda plan, records: told_costs(plan, records, kind))
    assert found_wrong(plan, replace(records, costs=spoilt(records.costs, i)))


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
        return [groups[0] if table == "roles" else scopes.cell(groups[0], 0)] if groups else []

    plan, records, place = some_plan_with(has_rows)
    stocks = dict(getattr(records, table))
    for snapshot in (0, len(stocks[stock]) // 2, len(stocks[stock]) - 1):
        stocks[stock] = stocks[stock].copy()
        stocks[stock][snapshot, 0, place] += 1
        assert found_wrong(plan, replace(records, **{table: stocks}))


@pytest.mark.parametrize("stock", PUBLIC_STOCKS)
def test_a_wrong_snapshot_of_the_public_is_noticed(stock: str) -> None:
    plan, records, course = some_plan_with(lambda plan, _: list(scopes_of(plan).public))
    for snapshot in (0, len(records.public[stock]) // 2, -1):
        changed = records.public[stock].copy()
        changed[snapshot, course] += 1
        assert found_wrong(plan, replace(records, public={**records.public, stock: changed}))


def test_somebody_in_a_wrong_locality_is_noticed() -> None:
    def has_two(plan: Plan, records: Records) -> list[int]:
        return told_facts(plan, records, "asked") if len(plan.localities) > 1 else []

    plan, records, i = some_plan_with(has_two)
    days, places, cells, values = records.facts["asked"]
    cells = cells.copy()
    cells[i] += 1 if cells[i] % len(plan.localities) == 0 else -1
    assert found_wrong(plan, replace(records, facts={**records.facts, "asked": (days, places, cells, values)}))


def test_a_missing_snapshot_is_noticed() -> None:
    plan, records, _ = some_plan_with(lambda _, records: [0] if records.workforce["in_post"][5].any() else [])
    blank = {name: stock.copy() for name, stock in records.workforce.items()}
    for stock in blank.values():
        stock[5] = 0
    assert found_wrong(plan, replace(records, workforce=blank))
