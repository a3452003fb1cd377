"""Localities, courses for the public, self-paced courses, follow-up and money, from a file to the plan."""

from math import isclose
from pathlib import Path

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import load
from tests.running import scenario_of

pytestmark = pytest.mark.unit

PARTS = Path(__file__).parents[1] / "scenarios" / "parts.yaml"
BASE = """
start: 2025-01-01
end: 2026-12-31
groups: {nurses: {posts: 100, turnover: 10%/year}, cooks: {posts: 10, turnover: 10%/year}}
courses:
  basic: {places: 10, schedule: {core: {per_year: 4}}}
"""


def parts(*sets):
    return load(PARTS, sets)


def at(scenario, when):
    plan = scenario.plan()[0]
    return plan.at(plan.timeline.day(type(scenario.start).fromisoformat(when)))


def test_shares_of_localities_add_up_whatever_is_drawn():
    plan, drawn, _ = parts().plan(lambda path: 0.95)
    assert drawn["localities.North"] == pytest.approx(45)
    nurses, teachers = plan.first.groups
    assert nurses.localities == (0.5, 0, 0.5)
    assert teachers.localities == pytest.approx((0.45 / 1.05, 0.40 / 1.05, 0.20 / 1.05))


def test_what_has_a_price_is_counted_in_hundredths_and_dated():
    early, late = at(parts(), "2025-06-01"), at(parts(), "2026-07-01")
    assert (early.courses[1].prices.bought_in, late.courses[1].prices.bought_in) == (300_000, 330_000)
    assert (early.courses[0].prices.per_delivery, late.courses[0].prices.per_delivery) == (35_000, 38_500)
    assert (early.roles[0].per_day_by_group, late.roles[0].per_day_by_group) == ((26_000, 19_000), (27_300, 19_950))
    assert (early.budgets[0].per_year, late.budgets[0].per_year) == (3_000_000, 3_700_000)
    assert early.budgets[0].courses == (0, 1)


def test_changes_reach_the_public_and_those_at_their_own_pace():
    early, late = at(parts(), "2025-06-01"), at(parts(), "2027-02-01")
    assert isclose(early.courses[4].public.arrivals * 7, 5)
    assert isclose(late.courses[4].public.arrivals * 7, 12)
    assert (early.courses[2].self_paced.finishes_by_group, late.courses[2].self_paced.finishes_by_group) == (
        (0.6, 0.6),
        (0.7, 0.7),
    )
    assert late.courses[0].follow_up.attends_by_group == (0.95, 0.8)


def test_a_change_may_give_the_first_price_there_is():
    scenario = scenario_of(BASE, "changes.rent={from: 2026-01-01, set: {courses.basic.cost.per_delivery: 300 EUR}}")
    assert scenario.currency == "EUR"
    assert [at(scenario, f"{year}-06-01").courses[0].prices.per_delivery for year in (2025, 2026)] == [0, 30_000]


def test_defaults_are_for_the_courses_that_can_have_them(tmp_path):
    scenario = scenario_of(
        BASE,
        "defaults.courses={minimum: 4, demand: {willing: 50%}, valid_for: 3 years}",
        "defaults.courses.follow_up={sessions: 2, every: 4 weeks}",
        "courses.group={places: 8, public: {arrivals: 1/week}}",
        "courses.online={self_paced: {finishes: 40%}}",
    )
    basic, group, online = scenario.plan()[0].first.courses
    assert [course.follow_up is None for course in (basic, group, online)] == [False, True, True]
    assert [course.minimum for course in (basic, group, online)] == [4, 4, 0]
    assert [course.valid_for / 365.25 for course in (basic, group, online)] == [3, float("inf"), 3]
    (tmp_path / "again.yaml").write_text(scenario.resolved(), encoding="utf-8")
    assert load(tmp_path / "again.yaml") == scenario


def test_a_star_means_the_courses_that_have_the_setting():
    sets = ("changes.dear={from: 2026-01-01, set: {courses.*.cost.per_licence: 30 GBP}}",)
    late = at(parts(*sets), "2026-03-01")
    assert [course.prices.per_licence for course in late.courses] == [0, 0, 3000, 0, 3000]


def test_a_target_on_cost_is_an_amount():
    targets = {target.name: target.at_most for target in parts("targets.dear.at_most=20000.5 GBP").targets}
    assert targets["dear"] == 20000.5
    assert {target.name: target.at_most for target in parts("targets.dear.at_most=20000").targets}["dear"] == 20000


def test_localities_of_a_group_take_the_place_of_the_common_ones():
    with pytest.raises(ScenarioError, match="the shares add up to 50%, not 100%"):
        parts("groups.nurses.localities={North: 50%}")
    assert parts("groups.nurses.localities=null").plan()[0].first.groups[0].localities == (0.4, 0.4, 0.2)
