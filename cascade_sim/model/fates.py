"""What becomes of a booking, if nothing comes between: withdrawn, absent, or so many days attended.

It is a matter of the person's draws for this booking and of the shares in force on the days of the delivery. Both are
known beforehand, so everybody's first few bookings are decided at once.
"""

from collections.abc import Callable, Iterable, MutableSequence, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..randomness.streams import Floats, Luck, Stream
from ..scenario.plan import CourseSettings, Plan
from ..timeline import NEVER, end_of
from .views import scalars, zeros
from .workforce import People

# A fate is a number: below `ABSENT` withdrawn, below `COMES` absent, from there on `attending` so many days; odd if the
# person asks for another place where they do not complete.
REBOOKS, ABSENT, COMES = 1, 2, 4
_DAYS_APART = 1024  # occasions of the stream "later days" that are kept for one booking
_FEW = 3
Shares = tuple[float, ...]  # by group


class Outlook(NamedTuple):
    """What lies ahead of a delivery: the fate of each person, if their present booking is for it, and pauses."""

    fates: Sequence[int]  # by person
    begins_in_pause: bool  # whether the course is paused when day one begins
    paused_days: Sequence[int]  # which of its days (0 for day one) end in a pause


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


def settle(
    people: Sequence[int],
    leave: Sequence[float],
    fates: Sequence[int],
    days: Sequence[int],
    settings: CourseSettings,
) -> Outcome:
    """What becomes of people booked on a delivery of those days, in the order in which they find a place.

    Who leaves before a day begins cannot withdraw; who leaves before it ends does not attend it.
    """
    begins, first_day_ends, ends = days[0], end_of(days[0]), end_of(days[-1])
    enough, places = attending(settings.completes), settings.places
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
    return Outcome(completed, turned_away, again, gave_up, withdrew, absent, fell_short, left)


class Fates:
    """The fates of people's present bookings on one course.

    There is a table, one number for each person, for each sequence of shares in force on the days of a delivery; most
    often that is a single one.
    """

    def __init__(self, plan: Plan, course: int, people: People, luck: Luck) -> None:
        self._people, self._plan = people, plan
        self._settings = [settings.courses[course] for settings in plan.settings]
        self._ends = [*plan.breaks[1:], NEVER]  # of the stretches
        name = self._settings[0].name
        self._streams = [luck.stream(what, name) for what in ("withdraws", "rebooks", "first day", "later days")]
        self._bookings = zeros(len(people), np.uint16)  # the number of each one's present booking
        self._rebooked: list[int] = []  # whose present booking is not their first; some more than once
        self._tables: dict[tuple[Shares, ...], _Table] = {}
        self._outlooks: dict[tuple[int, ...], Outlook] = {}  # by stretches
        self._within: dict[int, Outlook] = {}  # of deliveries that lie within one stretch

    def outlook(self, days: Sequence[int]) -> Outlook:
        """What lies ahead of a delivery on those days."""
        first = self._plan.stretch(days[0])
        if end_of(days[-1]) < self._ends[first]:  # as most often
            if first not in self._within:
                self._within[first] = self._outlook((first,) * (1 + len(days)))
            return self._within[first]
        return self._outlook((first, *(self._plan.stretch(end_of(day)) for day in days)))

    def _outlook(self, stretches: tuple[int, ...]) -> Outlook:
        """The same for a delivery that begins in the first stretch, and whose days end in the others."""
        if stretches not in self._outlooks:
            paused = [which for which, stretch in enumerate(stretches[1:]) if self._settings[stretch].paused]
            begins_in_pause = self._settings[stretches[0]].paused
            self._outlooks[stretches] = Outlook(self._table(stretches).present, begins_in_pause, paused)
        return self._outlooks[stretches]

    def turn_to_next(self, people: Sequence[int]) -> None:
        """Let the next booking of each be the present one, since the one before is over."""
        for person in people:
            self._bookings[person] += 1
        self._rebooked += people
        for table in self._tables.values():
            table.turn_to(people, self._bookings)

    def _table(self, stretches: tuple[int, ...]) -> "_Table":
        begins, *ends = (self._settings[stretch] for stretch in stretches)
        later_days = [settings.later_days_by_group for settings in ends[1:]]
        shares = begins.withdraws_by_group, ends[-1].rebooks_by_group, ends[0].first_day_by_group, *later_days
        if shares not in self._tables:
            table = self._tables[shares] = _Table(self._streams, shares, self._people)
            table.turn_to(self._rebooked, self._bookings)
        return self._tables[shares]


class _Table:
    """The fates of present bookings at given shares. The first few bookings are drawn for everybody at once."""

    def __init__(self, streams: Sequence[Stream], shares: Sequence[Shares], people: People) -> None:
        self._streams, self._shares, self._people = streams, shares, people
        self._of_everybody = [_of_each(by_group, people) for by_group in shares]
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
                shares = [by_group[group] for by_group in self._shares]
                present[person] = self._fate(Stream.uniform, key, shares, booking)

    def _everybodys(self, booking: int) -> MutableSequence[int]:
        while len(self._drawn) <= booking:
            fates = self._fate(Stream.uniforms, self._people.key, self._of_everybody, len(self._drawn))
            self._drawn.append(scalars(fates))
        return self._drawn[booking]

    def _fate(self, uniform: Callable[..., Any], key: Any, shares: Sequence[Any], booking: int) -> Any:
        """The fate of one person, or of each of many."""
        withdraws, rebooking, first_day, later_days = self._streams
        stays = uniform(withdraws, key, booking) >= shares[0]
        comes = uniform(first_day, key, booking) < shares[2]
        attended: Any = np.uint16(1)  # as narrow as what comes of it: there may be millions
        for day, share in enumerate(shares[3:], 1):
            attended = attended + (uniform(later_days, key, booking * _DAYS_APART + day) < share)
        return 2 * (stays * (1 + comes * attended)) + (uniform(rebooking, key, booking) < shares[1])


def _of_each(by_group: Shares, people: People) -> float | Floats:
    """The share of each person's group; a single one where it is that of all groups."""
    return by_group[0] if len(set(by_group)) == 1 else np.array(by_group)[people.group]
