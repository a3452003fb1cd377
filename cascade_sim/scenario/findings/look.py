"""What the rules that make findings look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ...timeline import Calendar
from ..calendars import moved
from ..plan import Plan, Settings
from .finding import Finding
from .supply import Supply

if TYPE_CHECKING:
    from ..loading import Scenario


@dataclass(frozen=True)
class Window:
    """A year of the forecast: from day `begin` up to but without day `finish`."""

    begin: int
    finish: int


class Look:
    """A scenario as the rules see it: its plan with every value held, and where its settings stand in the file."""

    def __init__(self, scenario: "Scenario") -> None:
        self.scenario = scenario
        self.plan: Plan = scenario.plan()[0]
        self.timeline = self.plan.timeline
        self._supplies: dict[int, Supply] = {}
        self.groups, self.courses, self.roles = (
            tuple(names) for names in (scenario.groups, scenario.courses, scenario.roles)
        )

    def supply(self, course: int) -> Supply:
        """What a course gives."""
        if course not in self._supplies:
            self._supplies[course] = Supply(self, course)
        return self._supplies[course]

    def finding(
        self, kind: str, path: Sequence[str], what: str, arithmetic: str | Sequence[str], change: str
    ) -> Finding:
        """A finding about what stands at a path."""
        at = self.scenario.place(tuple(path))
        lines = (arithmetic,) if isinstance(arithmetic, str) else tuple(arithmetic)
        return Finding(kind, at.file, at.line, at.column, at.path, what, lines, change)

    @cached_property
    def calendar(self) -> Calendar:
        """The working days but for closures.

        Public holidays, 8 days in 260, count as open: finding them takes longer than all else that is done here.
        """
        return Calendar(self.timeline, chain.from_iterable(self.scenario.closures().values()))

    @cached_property
    def most_posts(self) -> tuple[int, ...]:
        """For each group the most posts that it ever has."""
        each = {id(settings.groups): settings.groups for settings in self.plan.settings}.values()
        return tuple(max(group.posts for group in over_time) for over_time in zip(*each, strict=True))

    @cached_property
    def forecast(self) -> int:
        """The day on which the forecast begins: today, or the start."""
        today = self.plan.today
        day = 0 if today is None else self.timeline.day(today)
        return day if day < self.timeline.days else 0

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The whole years of the forecast, one after another; the forecast itself where it is shorter than one."""
        first, end = self.date(self.forecast), self.timeline.days
        years = range(self.timeline.end.year - first.year + 2)
        days = [self.timeline.day(moved(first, later)) for later in years]
        whole = tuple(Window(begin, finish) for begin, finish in pairwise(days) if finish <= end)
        return whole or (Window(self.forecast, end),)

    def date(self, day: float) -> date:
        """The date of a day."""
        return self.timeline.date(day)

    def stretches(self, begin: float, finish: float) -> Iterator[tuple[float, float, Settings]]:
        """The parts of a span of days during which nothing changes, each with what is in force."""
        ends = (*self.plan.breaks[1:], float(self.timeline.days))
        for i, (first, last) in enumerate(zip(self.plan.breaks, ends, strict=True)):
            if max(first, begin) < min(last, finish):
                yield max(first, begin), min(last, finish), self.plan.settings[i]

    def settings_until(self, after: float) -> tuple[Settings, ...]:
        """Everything in force from the start up to a moment."""
        return tuple(settings for _, _, settings in self.stretches(0, after))
