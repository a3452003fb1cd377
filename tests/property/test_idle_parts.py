"""Parts of a plan that nothing comes of, such as an ample budget, change nothing else."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cascade_sim.model import simulate as simulate_fast
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import Records, tabulate
from cascade_sim.scenario.plan import BudgetSettings, CourseSettings, FollowUp, Plan, Prices, Settings
from tests.plain_model import scopes_of
from tests.plain_model import simulate as simulate_plainly
from tests.plain_model.plans import narrow_plan
from tests.property.examples import examples

pytestmark = pytest.mark.property

TABLES = ("workforce", "coverage", "waits", "roles", "deliveries", "limits")
OF_PARTS = {("deliveries", "locality"), ("roles", "cost"), ("roles", "days")}  # columns that the parts do change


def with_localities(plan: Plan) -> Plan:
    """Three localities, and roles that would serve their own if a delivery were for one."""

    def placed(settings: Settings) -> Settings:
        groups = tuple(replace(group, localities=(0.5, 0.3, 0.2)) for group in settings.groups)
        roles = tuple(replace(role, serves_own_locality=True) for role in settings.roles)
        return replace(settings, groups=groups, roles=roles)

    return replace(plan, settings=tuple(map(placed, plan.settings)), localities=("north", "middle", "south"))


def with_ample_money(plan: Plan) -> Plan:
    """Prices for everything, and a budget that never runs out."""

    def priced(settings: Settings) -> Settings:
        courses = tuple(replace(course, prices=Prices(1, 2, 3, 4, 5, 6)) for course in settings.courses)
        roles = tuple(replace(role, per_day_by_group=(7,) * len(settings.groups)) for role in settings.roles)
        ample = BudgetSettings("ample", 10**9, tuple(range(len(courses))))
        return replace(settings, courses=courses, roles=roles, budgets=(ample,))

    return replace(plan, settings=tuple(map(priced, plan.settings)))


def with_sessions_beside(plan: Plan) -> Plan:
    """Sessions beside the certificate, on courses that outsiders teach."""

    def followed(course: CourseSettings) -> CourseSettings:
        if course.role is not None:
            return course
        offsets = tuple(course.days[-1] + weeks for weeks in (7, 14))
        return replace(course, follow_up=FollowUp(offsets, 0, (0.5,) * len(course.rank), 1.0))

    return replace(
        plan,
        settings=tuple(replace(s, courses=tuple(map(followed, s.courses))) for s in plan.settings),
    )


@pytest.mark.parametrize("part", [with_localities, with_ample_money, with_sessions_beside])
@pytest.mark.parametrize("model", [simulate_plainly, simulate_fast], ids=["plain", "fast"])
@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
def test_what_nothing_comes_of_changes_nothing(
    model: Callable[[Plan, Luck], Records], part: Callable[[Plan], Plan], seed: int
) -> None:
    plan = narrow_plan(Random(seed))
    without, having = (tabulate(model(one, Luck(1, 1)), scopes_of(one)) for one in (plan, part(plan)))
    for table in TABLES:
        for name, column in without[table].items():
            if (table, name) not in OF_PARTS:
                np.testing.assert_array_equal(having[table][name], column, err_msg=f"{table}.{name}")
