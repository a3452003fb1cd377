"""What the tables do not tell, and the balances need to know: the shape of a plan's courses, and its prices."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cascade_sim.scenario.plan import Plan


@dataclass(frozen=True)
class Shape:
    """Who teaches each course, on how many days and sessions, which other courses renew it, and whom it is for."""

    plan: Plan
    taught_by: Mapping[str, str | None]
    days: Mapping[str, int]
    renewed_by: Mapping[str, frozenset[str]]
    self_paced: frozenset[str]
    public: frozenset[str]
    has_budget: frozenset[str]

    def within(self, course: str, schedule: str, planned: np.datetime64) -> bool:
        """Whether a schedule can have a day one on that date."""
        of_course = next(one for one in self.plan.first.courses if one.name == course)
        dates = next(one for one in of_course.schedules if one.name == schedule)
        day = (planned - np.datetime64(self.plan.timeline.start, "D")).astype(np.int64)
        return bool(dates.begin <= day < dates.finish)


def shape_of(plan: Plan) -> Shape:
    """The shape of a plan's courses."""
    courses, roles = plan.first.courses, plan.first.roles
    renewing: dict[str, set[str]] = {course.name: set() for course in courses}
    for settings in plan.settings:
        for course in settings.courses:
            if course.renew_by is not None:
                renewing[course.name] |= {courses[course.renew_by].name} - {course.name}
    return Shape(
        plan=plan,
        taught_by={course.name: None if course.role is None else roles[course.role].name for course in courses},
        days={c.name: len(c.days) + (len(c.follow_up.offsets) if c.follow_up else 0) for c in courses},
        renewed_by={name: frozenset(others) for name, others in renewing.items()},
        self_paced=frozenset(course.name for course in courses if course.self_paced),
        public=frozenset(course.name for course in courses if course.public),
        has_budget=frozenset(courses[i].name for budget in plan.first.budgets for i in budget.courses),
    )
