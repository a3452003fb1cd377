"""What courses cost, and the budgets that pay for them. All amounts are in hundredths of the currency."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ..scenario.plan import CourseSettings, Plan


class Ledger:
    """What every budget has spent in each of its years."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        budgets = list(enumerate(plan.first.budgets))
        self._paying = [[i for i, of in budgets if course in of.courses] for course in range(len(plan.first.courses))]
        self._spent: defaultdict[tuple[int, int], int] = defaultdict(int)  # by budget and year
        self._first_year = plan.year(0)
        begins, ends = (date(self._first_year + after, plan.year_starts, 1) for after in (0, 1))
        self._days_of_it, self._days_left_of_it = (ends - begins).days, (ends - plan.timeline.start).days

    def pays_for(self, course: int) -> bool:
        """Whether any budget pays for a course."""
        return bool(self._paying[course])

    def left(self, course: int, day: int) -> int:
        """What is left for a course in the year of a day: what the poorest of its budgets has, or nothing."""
        year, settings = self._plan.year(day), self._plan.at(day)
        left = (
            self._amount(settings.budgets[budget].per_year, year) - self._spent[budget, year]
            for budget in self._paying[course]
        )
        return max(0, min(left))

    def spend(self, course: int, day: int, amount: int) -> None:
        """Spend an amount on a course in the year of a day; a negative one comes back."""
        year = self._plan.year(day)
        for budget in self._paying[course]:
            self._spent[budget, year] += amount

    def _amount(self, per_year: int, year: int) -> int:
        """Of a year that began before the run, its days from the start on."""
        return per_year * self._days_left_of_it // self._days_of_it if year == self._first_year else per_year


class Bill:
    """What one delivery costs, at the prices of the closing of its bookings."""

    def __init__(self, settings: CourseSettings, per_day: tuple[int, ...], days: int, sessions: int) -> None:
        self._prices, self._places, self._per_day = settings.prices, settings.places, per_day
        self._bought_in = settings.prices.bought_in if settings.role is None else 0
        self._days, self._sessions = days, sessions
        self._length = settings.follow_up.length if settings.follow_up else 0.0

    def from_closing(self) -> dict[str, int]:
        """What is owed from when bookings have closed, whatever becomes of it, by kind."""
        prices = self._prices
        return {
            "deliveries": prices.per_delivery,
            "places": prices.per_place * self._places,
            "bought_in": self._bought_in,
        }

    def at_outcome(self, came: int) -> dict[str, int]:
        """What is owed besides once it has run, but for members; so many people came and found a place."""
        return {"packs": self._prices.per_pack * came, "sessions": self._prices.per_session * self._sessions}

    def member(self, group: int) -> int:
        """What the days and sessions of a member of that group cost."""
        price = self._per_day[group] if self._per_day else 0
        return price * self._days + round(price * self._length) * self._sessions

    def at_most(self, booked: int, groups: Iterable[int]) -> int:
        """What it can cost with so many people booked, and members of those groups."""
        owed = sum(self.from_closing().values()) + sum(self.at_outcome(min(booked, self._places)).values())
        return owed + sum(map(self.member, groups))
