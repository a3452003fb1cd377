"""Budgets that cannot pay for what is planned, budgets and prices that nothing is paid from or for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ...units import format_date, format_money, format_number
from ..plan import CourseSettings, Prices, Settings
from .finding import Finding
from .look import Look, Window
from .wording import about


def budget_below_plan(look: Look) -> Iterator[Finding]:
    """Budgets too small for the deliveries planned in some whole year of theirs, at the least that each can cost."""
    for index, budget in enumerate(look.plan.first.budgets):
        years = [_Year.of(look, index, window) for window in _budget_years(look)]
        short = [year for year in years if year.owed > year.amount]
        if short:
            worst = max(short, key=lambda year: year.owed - year.amount)
            yield _budget_finding(look, budget.name, worst, f"{len(short)} of {len(years)} of its years")


def _budget_years(look: Look) -> list[Window]:
    """The whole years of budgets in the forecast."""
    starts, first = look.plan.year_starts, look.date(look.forecast).year
    days = [look.timeline.day(date(year, starts, 1)) for year in range(first, look.timeline.end.year + 2)]
    return [Window(a, b) for a, b in pairwise(days) if a >= look.forecast and b <= look.timeline.days]


@dataclass(frozen=True)
class _Year:
    """A year of a budget: its amount; for each course its deliveries, and what each costs at least, in hundredths."""

    window: Window
    amount: float
    courses: tuple[tuple[str, float, float], ...]

    @classmethod
    def of(cls, look: Look, budget: int, window: Window) -> "_Year":
        amounts = [s.budgets[budget].per_year for _, _, s in look.stretches(window.begin, window.finish)]
        paid = []
        for index in look.plan.first.budgets[budget].courses:
            supply = look.supply(index)
            deliveries = supply.between(supply.firm, window.begin, window.finish) - 1  # the count is rounded
            costs = [least_cost(s, index) for _, _, s in look.stretches(window.begin, window.finish)]
            if deliveries >= 0.5 and min(costs) > 0:
                paid.append((look.courses[index], deliveries, min(costs)))
        return cls(window, max(amounts), tuple(paid))

    @property
    def owed(self) -> float:
        """What the deliveries of the year cost at least."""
        return sum(deliveries * cost for _, deliveries, cost in self.courses)


def least_cost(settings: Settings, index: int) -> float:
    """What a delivery that is held costs at least, in hundredths: with as many people as it needs."""
    course = settings.courses[index]
    prices, follow_up = course.prices, course.follow_up
    sessions = len(follow_up.offsets) if follow_up else 0
    owed = prices.per_delivery + prices.per_place * course.places + prices.per_pack * _needed(course)
    owed += prices.per_session * sessions
    if course.role is None:
        return owed + prices.bought_in
    a_day = min(settings.roles[course.role].per_day_by_group, default=0)
    length = follow_up.length if follow_up else 0.0
    return owed + course.each * a_day * (len(course.days) + length * sessions)


def _needed(course: CourseSettings) -> int:
    return min(course.minimum, course.places)


def _budget_finding(look: Look, name: str, year: _Year, often: str) -> Finding:
    currency = look.scenario.currency
    parts = [
        f"{about(deliveries)} deliveries of {course} × {format_money(cost / 100, currency)} at the least = "
        f"{format_money(deliveries * cost / 100, currency)}"
        for course, deliveries, cost in year.courses
    ]
    times = f", {format_number(round(year.owed / year.amount, 1))} times as much" if year.amount else ""
    first, last = look.date(year.window.begin), look.date(year.window.finish - 1)
    return look.finding(
        "budget_below_plan",
        ("budgets", name, "per_year"),
        f"the budget cannot pay for the deliveries planned in {often}: some are cancelled",
        (
            f"{format_date(first)} to {format_date(last)}: {format_money(year.amount / 100, currency)}",
            *parts,
            f"together {format_money(year.owed / 100, currency)}{times}",
        ),
        f"budgets.{name}.per_year: {format_money(year.owed / 100, currency).replace(',', '')} or more, "
        "fewer deliveries, or lower prices",
    )


def budget_for_nothing(look: Look) -> Iterator[Finding]:
    """Budgets none of whose courses ever costs anything, so that they hold nothing back."""
    for budget in look.plan.first.budgets:
        if not any(_costs(settings, index) for settings in look.plan.settings for index in budget.courses):
            names = ", ".join(look.courses[index] for index in budget.courses)
            yield look.finding(
                "budget_for_nothing",
                ("budgets", budget.name),
                f"the budget {budget.name} holds nothing back: nothing that it pays for has a price",
                f"0 prices in courses.*.cost of {names or 'any course'}, and 0 in roles.*.cost of who teaches them",
                f"a price such as courses.{look.courses[(*budget.courses, 0)[0]]}.cost: {{per_delivery: 350 "
                f"{look.scenario.currency}}}, or leave the budget out"
                if look.courses
                else "leave the budget out",
            )


def _costs(settings: Settings, index: int) -> bool:
    course = settings.courses[index]
    taught = course.role is not None and any(settings.roles[course.role].per_day_by_group)
    return course.prices != Prices() or taught


def price_for_nothing(look: Look) -> Iterator[Finding]:
    """Members' days with a price, of a role that teaches nothing."""
    for index, role in enumerate(look.plan.first.roles):
        if any(role.per_day_by_group) and not look.plan.taught_by(index):
            yield look.finding(
                "price_for_nothing",
                ("roles", role.name, "cost", "per_day"),
                f"a day of {role.name} has a price, and no course is taught by {role.name}",
                "0 courses × their days = 0 days that cost anything",
                f"taught_by: {{role: {role.name}}} in a course, or leave the price out",
            )
