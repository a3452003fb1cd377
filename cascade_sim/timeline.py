"""Days and dates: when things are, and on which days courses can be held.

Time is a number of days from 00:00 of the scenario's first day. What is dated D happens at 00:00 of D; what falls at
the end of a day (a course day's outcome, a snapshot) falls `INSTANT` before midnight, so that nothing dated the next
day can come before it and an exact comparison of times is all that is ever needed.
"""

import datetime
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .errors import UserError

YEAR = 365.25
MONTH = YEAR / 12
NEVER = float("inf")  # the day of what does not happen
INSTANT = 2.0**-20  # about a twelfth of a second
OPENING = -INSTANT  # the end of the day before the first: the state in which a run begins


def end_of(day: int) -> float:
    """The end of that day, just before midnight."""
    return day + 1 - INSTANT


def as_date(when: datetime.date | str) -> datetime.date:
    """A date, given as one or as `2028-03-31`; UserError if it is neither."""
    if not isinstance(when, str):
        return when
    try:
        return datetime.date.fromisoformat(when)
    except ValueError:
        raise UserError(f"'{when}' is not a date: write it as 2028-03-31") from None


def month_end(when: datetime.date) -> datetime.date:
    """The last day of a date's calendar month."""
    in_next_month = when.replace(day=1) + datetime.timedelta(days=32)
    return in_next_month.replace(day=1) - datetime.timedelta(days=1)


def year_up_to(when: np.datetime64) -> np.datetime64:
    """The first day of the twelve months that end with that day."""
    following = when.astype("datetime64[D]") + 1
    month = following.astype("datetime64[M]")
    first: np.datetime64 = (month - 12).astype("datetime64[D]") + (following - month.astype("datetime64[D]"))
    return first


def first_of_year_up_to(when: datetime.date) -> datetime.date:
    """The same of a date as Python has them; where there is none so early, the first there is."""
    earliest = np.datetime64(datetime.date.min, "D")
    days = max(0, int((year_up_to(np.datetime64(when, "D")) - earliest).astype(np.int64)))
    return datetime.date.min + datetime.timedelta(days=days)


def year_ends(dates: NDArray[np.generic], year_starts: int) -> NDArray[np.int64]:
    """The places, among snapshot dates, of each year's last; the opening one ends none, the last one always does.

    `year_starts` is the month in which years begin, 1 to 12.
    """
    following = dates.astype("datetime64[D]") + 1
    month = following.astype("datetime64[M]")
    ends = (following == month) & (month.astype(np.int64) % 12 + 1 == year_starts)
    ends[:1], ends[-1:] = False, True
    return np.flatnonzero(ends)


class Timeline:
    """The first and last day of a run, and the dates on which its state is noted.

    `snapshots` are the dates at whose end a row is written to each table: the day before the start (the opening
    row), every month's last day, the last day, and each of `more` (target dates) that lies between.
    """

    def __init__(self, start: datetime.date, end: datetime.date, more: Iterable[datetime.date] = ()) -> None:
        self.start, self.end = start, end
        self.days = (end - start).days + 1
        self.snapshots = tuple(sorted(self._row_dates(more)))

    def day(self, when: datetime.date) -> int:
        """The number of a date's day: 0 for `start`."""
        return (when - self.start).days

    def date(self, day: float) -> datetime.date:
        """The date that holds a moment."""
        return self.start + datetime.timedelta(days=int(np.floor(day)))

    @cached_property
    def snapshot_times(self) -> NDArray[np.float64]:
        """The moment of each snapshot, in days; the first is `OPENING`."""
        return np.array([end_of(self.day(when)) for when in self.snapshots])

    @cached_property
    def snapshot_dates(self) -> NDArray[np.datetime64]:
        """`snapshots` as dates of NumPy."""
        return np.array(self.snapshots, dtype="datetime64[D]")

    @cached_property
    def month_starts(self) -> NDArray[np.int64]:
        """The first day of each calendar month touched by the run (0 for the first), and the day after the last."""
        firsts = [when + datetime.timedelta(days=1) for when in self._month_ends() if when < self.end]
        return np.array([0, *(self.day(first) for first in firsts), self.days], dtype=np.int64)

    def rows(self, days: NDArray[np.float64]) -> NDArray[np.int64]:
        """For each moment, the first snapshot at or after it; the number of snapshots if there is none."""
        # ceil(t + INSTANT) - 1 is the day at whose end t is past or present: end_of(d) itself belongs to d
        within = np.minimum(days, self.days + 1.0)
        np.maximum(within, -1.0, out=within)
        within += INSTANT
        rows: NDArray[np.int64] = self._row_of_day[np.ceil(within, out=within).astype(np.int64)]
        return rows

    @cached_property
    def _row_of_day(self) -> NDArray[np.int64]:
        ends = np.array([self.day(when) for when in self.snapshots])
        rows: NDArray[np.int64] = np.searchsorted(ends, np.arange(-1, self.days + 2))
        return rows

    def _row_dates(self, more: Iterable[datetime.date]) -> set[datetime.date]:
        extra = {when for when in more if self.start <= when <= self.end}
        return {self.start - datetime.timedelta(days=1), *self._month_ends(), self.end, *extra}

    def _month_ends(self) -> list[datetime.date]:
        ends, when = [], month_end(self.start)
        while when <= self.end:
            ends.append(when)
            when = month_end(when + datetime.timedelta(days=1))
        return ends


class Calendar:
    """The days on which a course can be held: Monday to Friday, but for `closed` dates.

    It knows the whole calendar years of the run and the two after it; of later days it knows the weekdays alone.
    `closed` is gone through when a day is first asked about: finding public holidays takes a while.
    """

    def __init__(self, timeline: Timeline, closed: Iterable[datetime.date] = ()) -> None:
        self._timeline, self._closed = timeline, closed
        self._first = timeline.day(datetime.date(timeline.start.year, 1, 1))
        self._last = timeline.day(datetime.date(timeline.end.year + 2, 12, 31))

    @cached_property
    def _open(self) -> NDArray[np.bool_]:
        weekdays = (np.arange(self._first, self._last + 1) + self._timeline.start.weekday()) % 7
        opened: NDArray[np.bool_] = weekdays < 5
        days = [self._timeline.day(when) for when in self._closed]
        opened[[day - self._first for day in days if self._first <= day <= self._last]] = False
        return opened

    @cached_property
    def _next(self) -> list[int]:
        following = np.where(self._open, np.arange(len(self._open)), len(self._open))
        found: list[int] = (np.minimum.accumulate(following[::-1])[::-1] + self._first).tolist()
        return found

    def is_open(self, day: int) -> bool:
        """Whether a course can be held on that day."""
        at = day - self._first
        if at >= len(self._open):
            return (day + self._timeline.start.weekday()) % 7 < 5
        return bool(self._open[at])

    def first_open(self, day: int) -> int:
        """The first open day at or after that one."""
        at = day - self._first
        found = self._next[at] if at < len(self._next) else day
        while found - self._first >= len(self._next) and not self.is_open(found):
            found += 1
        return found

    def open_days(self, begin: int, finish: int) -> NDArray[np.int64]:
        """The open days from `begin` up to but without `finish`."""
        inside = self._open[begin - self._first : finish - self._first]
        return np.flatnonzero(inside) + begin

    def open_days_in_year(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each day, how many open days its calendar year has."""
        counted: NDArray[np.int64] = self._open_in_year[days - self._first]
        return counted

    @cached_property
    def _open_in_year(self) -> NDArray[np.int64]:
        start = np.datetime64(self._timeline.start, "D")
        years = (start + np.arange(self._first, self._first + len(self._open))).astype("datetime64[Y]").astype(np.int64)
        by_year = np.bincount(years - years[0], weights=self._open).astype(np.int64)
        counted: NDArray[np.int64] = by_year[years - years[0]]
        return counted
