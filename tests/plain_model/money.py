"""What deliveries and licences cost, and the budgets that pay for them."""

from collections import Counter
from typing import TYPE_CHECKING

from cascade_sim.scenario.plan import Plan
from cascade_sim.timeline import Timeline

if TYPE_CHECKING:
    from .deliveries import Delivery


def year_of(plan: Plan, day: int) -> int:
    """The year, of those that begin in `year_starts`, in which a day falls: by the date it begins in."""
    date = plan.timeline.date(day)
    return date.year - (date.month < plan.year_starts)


class Budget:
    """Money for each year, and what is spent of it or set aside."""

    def __init__(self, plan: Plan, index: int) -> None:
        self.plan, self.index = plan, index
        self.courses = plan.first.budgets[index].courses
        self._spent: Counter[int] = Counter()  # by year

    def left(self, day: int) -> int:
        """What is left for something that counts on that day; never less than nothing."""
        return max(0, self._amount(day) - self._spent[year_of(self.plan, day)])

    def spend(self, day: int, amount: int) -> None:
        """Set money aside or, with an amount below 0, give some back."""
        self._spent[year_of(self.plan, day)] += amount

    def _amount(self, day: int) -> int:
        per_year = self.plan.at(day).budgets[self.index].per_year
        year = year_of(self.plan, day)
        if year > year_of(self.plan, 0):
            return per_year
        begins, ends = (_first_day(self.plan.timeline, at, self.plan.year_starts) for at in (year, year + 1))
        return per_year * ends // (ends - begins)


def _first_day(timeline: Timeline, year: int, month: int) -> int:
    return timeline.day(timeline.start.replace(year=year, month=month, day=1))


class Bill:
    """What one delivery owes; `Order.CLOSING` opens it."""

    def __init__(self, delivery: "Delivery") -> None:
        self.delivery = delivery
        self._aside = 0  # set aside in the budgets

    def at_most(self, booked: int) -> int:
        """What the delivery will cost if it runs, and as many come as there can."""
        come = min(booked, self.delivery.terms.places)
        return sum(self._at_closing().values()) + sum(self._at_outcome(come).values())

    def open(self, booked: int) -> None:
        """Bookings have closed: some is owed, and what the rest can come to is set aside."""
        self._set_aside(self.at_most(booked))
        self._record(self._at_closing())

    def cancel(self) -> None:
        """The delivery does not run after all."""
        self._set_aside(sum(self._at_closing().values()))

    def settle(self) -> None:
        """The delivery has run, and the rest is known."""
        rest = self._at_outcome(self.delivery.people.came)
        self._set_aside(sum(self._at_closing().values()) + sum(rest.values()))
        self._record(rest)
        for group in (member.person.group for member in self.delivery.crew):
            assert self.delivery.terms.role is not None
            if amount := self._member(group):
                day_one = self.delivery.day_one
                self.delivery.world.record.fact("paid", day_one, self.delivery.terms.role, group, amount)

    def _at_closing(self) -> dict[str, int]:
        terms = self.delivery.terms
        return {
            "deliveries": terms.prices.per_delivery,
            "places": terms.prices.per_place * terms.places,
            "bought_in": terms.prices.bought_in if terms.role is None else 0,
        }

    def _at_outcome(self, come: int) -> dict[str, int]:
        prices = self.delivery.terms.prices
        return {
            "packs": prices.per_pack * come,
            "sessions": prices.per_session * len(self.delivery.sessions),
            "member_days": sum(self._member(member.person.group) for member in self.delivery.crew),
        }

    def _member(self, group: int) -> int:
        """What a member's days and sessions cost."""
        terms, roles = self.delivery.terms, self.delivery.settings.roles
        prices = () if terms.role is None else roles[terms.role].per_day_by_group
        if not prices:
            return 0
        length = terms.follow_up.length if terms.follow_up else 0
        return prices[group] * len(self.delivery.days) + round(prices[group] * length) * len(self.delivery.sessions)

    def _set_aside(self, amount: int) -> None:
        for budget in self.delivery.course.budgets:
            budget.spend(self.delivery.day_one, amount - self._aside)
        self._aside = amount

    def _record(self, amounts: dict[str, int]) -> None:
        for kind, amount in amounts.items():
            self.delivery.world.record.cost(kind, self.delivery.day_one, self.delivery.course.index, amount)
