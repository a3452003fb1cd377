"""The days on which no course can be held: public holidays and closures."""

from calendar import isleap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from .models import CalendarModel, Closure

Holiday = tuple[date, str]


def public_holidays(model: CalendarModel, start: date, end: date) -> tuple[Holiday, ...]:
    """The public holidays from the year of `start` to two years after that of `end`, with their names."""
    if isinstance(model.holidays, tuple):
        return tuple((when, "listed in the scenario") for when in sorted(set(model.holidays)))
    if model.holidays == "none":
        return ()
    from holidays.countries.united_kingdom import UnitedKingdom  # noqa: PLC0415 - slow, and not always needed

    years = range(start.year, end.year + 3)
    found = UnitedKingdom(  # type: ignore[no-untyped-call]
        subdiv=model.holidays.removeprefix("GB-"), years=years
    )
    return tuple(sorted(found.items()))


@dataclass(frozen=True)
class ClosedDays:
    """The days of a scenario on which no course can be held, weekends aside, to two years after that of its end."""

    model: CalendarModel
    start: date
    end: date

    @cached_property
    def holidays(self) -> tuple[Holiday, ...]:
        """The public holidays among them."""
        return public_holidays(self.model, self.start, self.end)

    def __iter__(self) -> Iterator[date]:
        yield from (day for day, _ in self.holidays)
        yield from self._days(span for name in self.model.closed for span in self._spans(name))

    def closure(self, name: str) -> Iterator[date]:
        """The days of one closure, weekends included."""
        yield from self._days(self._spans(name))

    def _spans(self, name: str) -> Iterator[tuple[date, date]]:
        return _spans(self.model.closed[name], self.end.year + 2)

    def _days(self, spans: Iterable[tuple[date, date]]) -> Iterator[date]:
        """Each day of some spans once, in order, from the year of the start on."""
        day, horizon = date(self.start.year, 1, 1), date(self.end.year + 2, 12, 31)
        for first, last in sorted(spans):
            for i in range((max(first, day) - day).days, (min(last, horizon) - day).days + 1):
                yield day + timedelta(days=i)
            day = max(day, min(last, horizon) + timedelta(days=1))


def _spans(closure: Closure, last_year: int) -> Iterator[tuple[date, date]]:
    if closure.dates is not None:
        yield from closure.dates
        return
    assert closure.from_ is not None and closure.to is not None
    yield closure.from_, closure.to
    if closure.every:
        for later in range(1, last_year - closure.from_.year + 1):
            begins = moved(closure.from_, later)
            if closure.until is None or begins <= closure.until:
                yield begins, moved(closure.to, later)


def moved(when: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th where there is none."""
    year = when.year + years
    return (
        when.replace(year=year, day=28)
        if (when.month, when.day) == (2, 29) and not isleap(year)
        else when.replace(year=year)
    )
