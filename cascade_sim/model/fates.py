"""What becomes of a booking, if nothing comes between: withdrawn, absent, or so many days attended.

It is a matter of the person's draws for this booking and of the shares in force on the days of the delivery. Both are
known beforehand, so everybody's first few bookings are decided at once.
"""

from collections.abc import Callable, Iterable, MutableSequence, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..randomness.streams import Floats, Luck, Stream
from ..scenario.plan import CourseSettings, Plan
from ..timeline import end_of
from .views import scalars, zeros
from .workforce import People

# A fate is a number: below `ABSENT` withdrawn, below `COMES` absent, from there on `attending` so many days; odd if the
# person asks for another place where they do not complete.
REBOOKS, ABSENT, COMES = 1, 2, 4
_DAYS_APART = 1024  # occasions of the stream "later days" that are kept for one booking
_FEW = 3
Shares = tuple[float, ...]  # by group
_SharesOfDays = tuple[tuple[Shares, Shares, Shares], tuple[Shares, ...], tuple[Shares, ...]]


def attending(days: int) -> int:
    """The least fate of who comes on so many days."""
    return 2 * days + 2


class Outcome(NamedTuple):
    """What becomes of all who are booked on a delivery, if it is not cancelled. Those are counted who need no more."""

    completed: list[int]
    turned_away: list[int]  # at the end of day one: they come and find no place
    again: list[int]  # do not complete, and ask for another place
    gave_up: list[int]
    withdrew: int
    absent: int  # on day one
    fell_short: int
    left: int  # the partnership, and so the delivery
    came: int  # on day one, and found a place


def settle(
    people: Sequence[int],
    leave: Sequence[float],
    fates: Sequence[int],
    days: Sequence[int],
    settings: CourseSettings,
) -> Outcome:
    """What becomes of people booked on a delivery of those days (up to its outcome), as they find a place.

    Who leaves before a day begins cannot withdraw; who leaves before it ends does not attend it.
    """
    begins, first_day_ends, ends = days[0], end_of(days[0]), end_of(days[-1])
    enough, places = attending(settings.enough), settings.places
    completed, turned_away = list[int](), list[int]()
    again, gave_up = list[int](), list[int]()
    withdrew = absent = fell_short = left = 0
    for person in people:
        leaves, fate = leave[person], fates[person]
        if fate >= COMES and leaves > first_day_ends:
            if not places:
                turned_away.append(person)
                continue
            places -= 1
            if leaves <= ends:
                left += 1
                continue
            if fate >= enough:
                completed.append(person)
                continue
            fell_short += 1
        elif leaves <= begins or (fate >= ABSENT and leaves <= first_day_ends):
            left += 1
            continue
        elif fate < ABSENT:
            withdrew += 1
        else:
            absent += 1
        if leaves > ends:
            (again if fate & REBOOKS else gave_up).append(person)
    came = settings.places - places
    return Outcome(completed, turned_away, again, gave_up, withdrew, absent, fell_short, left, came)


class Fates:
    """The fates of people's present bookings on one course.

    There is a table, one number for each person, for each sequence of shares in force on the days of a delivery; most
    often that is a single one.
    """

    def __init__(self, plan: Plan, course: int, people: People, luck: Luck) -> None:
        self._people, self._plan = people, plan
        self._settings = [settings.courses[course] for settings in plan.settings]
        name = self._settings[0].name
        streams = ("withdraws", "rebooks", "first day", "later days", "attends")
        self._streams = [luck.stream(what, name) for what in streams]
        self._bookings = zeros(len(people), np.uint16)  # the number of each one's present booking
        self._rebooked: list[int] = []  # whose present booking is not their first; some more than once
        self._tables: dict[_SharesOfDays, _Table] = {}
        self._fates: dict[tuple[int, ...], Sequence[int]] = {}  # by stretches

    def of(self, stretches: tuple[int, ...]) -> Sequence[int]:
        """By person, the fate of their present booking, if it is for a delivery within those stretches of settings.

        They are those when it begins, and at the end of each of its days and of the sessions required.
        """
        if stretches not in self._fates:
            self._fates[stretches] = self._table(stretches).present
        return self._fates[stretches]

    def turn_to_next(self, people: Sequence[int]) -> None:
        """Let the next booking of each be the present one, since the one before is over."""
        for person in people:
            self._bookings[person] += 1
        self._rebooked += people
        for table in self._tables.values():
            table.turn_to(people, self._bookings)

    def _table(self, stretches: tuple[int, ...]) -> "_Table":
        begins, *ends = (self._settings[stretch] for stretch in stretches)
        days, follow_up = len(begins.days), begins.follow_up
        later_days = tuple(settings.later_days_by_group for settings in ends[1:days])
        sessions = tuple(of.follow_up.attends_by_group for of in ends[days:] if of.follow_up)
        required = follow_up.required if follow_up else 0
        booking = begins.withdraws_by_group, ends[-1].rebooks_by_group, ends[0].first_day_by_group
        shares = (booking, later_days, sessions)
        if shares not in self._tables:
            table = self._tables[shares] = _Table(self._streams, shares, required, self._people)
            table.turn_to(self._rebooked, self._bookings)
        return self._tables[shares]


class _Table:
    """The fates of present bookings at given shares. The first few bookings are drawn for everybody at once."""

    def __init__(self, streams: list[Stream], shares: "_SharesOfDays", required: int, people: People) -> None:
        self._streams, self._shares, self._required, self._people = streams, shares, required, people
        self._of_everybody = [[_of_each(by_group, people) for by_group in part] for part in shares]
        self._drawn: list[MutableSequence[int]] = []  # by number of booking
        self.present = self._everybodys(0)

    def turn_to(self, people: Iterable[int], bookings: Sequence[int]) -> None:
        """Let the present fate of people be that of their booking of that number."""
        present, drawn = self.present, self._drawn
        for person in people:
            booking = bookings[person]
            if booking < len(drawn):
                present[person] = drawn[booking][person]
            elif booking < _FEW:
                present[person] = self._everybodys(booking)[person]
            else:
                key, group = self._people.key_of[person], self._people.group_of[person]
                shares = [[by_group[group] for by_group in part] for part in self._shares]
                present[person] = self._fate(Stream.uniform, key, shares, booking)

    def _everybodys(self, booking: int) -> MutableSequence[int]:
        while len(self._drawn) <= booking:
            fates = self._fate(Stream.uniforms, self._people.key, self._of_everybody, len(self._drawn))
            self._drawn.append(scalars(fates))
        return self._drawn[booking]

    def _fate(self, uniform: Callable[..., Any], key: Any, shares: Sequence[Sequence[Any]], booking: int) -> Any:
        """The fate of one person, or of each of many."""
        withdraws, rebooking, first_day, later_days, attends = self._streams
        (withdrawing, again, coming), later, sessions = shares
        stays = uniform(withdraws, key, booking) >= withdrawing
        comes = uniform(first_day, key, booking) < coming
        attended: Any = np.uint16(1)  # as narrow as what comes of it: there may be millions
        for day, share in enumerate(later, 1):
            attended = attended + (uniform(later_days, key, booking * _DAYS_APART + day) < share)
        if sessions:
            came: Any = np.uint16(0)
            for session, share in enumerate(sessions, 1):
                came = came + (uniform(attends, key, booking * _DAYS_APART + session) < share)
            attended = attended + (came >= self._required) * np.uint16(1 + len(later))  # see `enough`
        return 2 * (stays * (1 + comes * attended)) + (uniform(rebooking, key, booking) < again)


def _of_each(by_group: Shares, people: People) -> float | Floats:
    """The share of each person's group; a single one where it is that of all groups."""
    return by_group[0] if len(set(by_group)) == 1 else np.array(by_group)[people.group]
