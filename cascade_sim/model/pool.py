"""The members of a role who can be asked: active, rested and free, with those first whose turn it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from math import ceil

from ..randomness.streams import Stream
from ..timeline import NEVER, YEAR
from .lot import Trie
from .member import Diary, Member


class Pool:
    """The members of one role, and who of them can be asked for a day."""

    def __init__(self, keen: bool, stream: Stream, diary: Diary) -> None:
        self._stream = stream
        self._seats: _Seats = {}
        self._rest_ends: defaultdict[int, _Seats] = defaultdict(dict)  # by day; some are in several, and rest no more
        self._ageing: list[tuple[float, int, Member]] | None = None if keen else []  # by when deliveries are a year old
        # At closings members are asked for weeks ahead, as stand-ins for now: to go to and fro would take long.
        self._at_closing, self._stand_in = (_Rested(keen, diary, self._seats, which) for which in (0, 1))

    def update(self, member: Member) -> None:
        """Go by what a member is like now: active or not, rest, experience, number of deliveries."""
        seats = self._seats.get(member.person)
        if seats is None:
            seats = self._seats[member.person] = _Seat(member), _Seat(member)
        if -NEVER < member.rested_from < NEVER:
            self._rest_ends[ceil(member.rested_from)][member.person] = seats
        self._at_closing.look_again(seats)
        self._stand_in.look_again(seats)

    def delivered(self, member: Member, moment: float) -> None:
        """Note that a member has given a delivery: it counts for a year."""
        if self._ageing is not None:
            heappush(self._ageing, (moment + YEAR, member.identity, member))

    def draw(
        self, now: float, days: Sequence[int], places: int, novices: int, delivery: int, turn: int
    ) -> list[Member] | None:
        """Draw members for so many places, at most `novices` of them not yet experienced; None if there are too few.

        They are rested by the first of the days, and free on all; `turn` is the number of the first pick. Those drawn
        can be drawn again the next time, unless they are booked by then.
        """
        while self._ageing and self._ageing[0][0] <= now:
            member = heappop(self._ageing)[2]
            member.recent -= 1
            self.update(member)
        rested = self._stand_in if turn else self._at_closing
        rested.turn_to(days, self._rest_ends)
        drawn: list[Member] = []
        for pick in range(turn, turn + places):
            found = rested.draw(novices > 0, self._stream, delivery, pick)
            if found is None:
                return None
            drawn.append(found)
            novices -= found.experienced_since is None
        return drawn


class _Seat:
    """A member, and the trie they are in, if any."""

    __slots__ = ("look_again", "member", "trie")

    def __init__(self, member: Member) -> None:
        self.member = member
        self.trie: Trie | None = None
        self.look_again = False


_Seats = dict[int, tuple[_Seat, _Seat]]  # by person: at closings, as stand-ins


class _Rested:
    """The members who are rested by a day and free, in tries to be drawn from.

    There are two tries, of those not yet experienced and of the experienced, for each level (where fewest deliveries go
    first, the deliveries of the last year and those booked; else all are level 0). Members are looked at when somebody
    is asked for, and only those with whom something may have changed since.
    """

    def __init__(self, keen: bool, diary: Diary, seats: _Seats, which: int) -> None:
        self._keen, self._diary = keen, diary
        self._seats, self._which = seats, which  # its own seat is that one of each two
        self._seat_of: dict[int, _Seat] = {}  # by identity
        self._days: Sequence[int] = ()  # last asked about
        self._entered = 0  # entries of the diary taken note of
        self._levels: list[tuple[Trie, Trie]] = []
        self._to_look_at: list[_Seat] = []

    def look_again(self, seats: tuple[_Seat, _Seat]) -> None:
        """Note that something has changed with a member."""
        self._look_at(seats[self._which])

    def _look_at(self, seat: _Seat) -> None:
        if not seat.look_again:
            seat.look_again = True
            self._to_look_at.append(seat)

    def turn_to(self, days: Sequence[int], rest_ends: Mapping[int, _Seats]) -> None:
        """Hold just those who are rested on the first of the days, and free on all of them."""
        diary, before = self._diary, self._days
        if before != days:
            if before:  # it may have been later
                for day in range(min(before[0], days[0]) + 1, max(before[0], days[0]) + 1):
                    for seats in rest_ends[day].values() if day in rest_ends else ():
                        self.look_again(seats)
            for day in (*before, *days):
                self._look_again_at(diary.teaching(day))
        self._look_again_at(diary.entered[self._entered :])
        self._days, self._entered = days, len(diary.entered)
        self._look(days[0])

    def _look_again_at(self, persons: Iterable[int]) -> None:
        for person in persons:
            seats = self._seats.get(person)
            if seats is not None:
                self.look_again(seats)

    def draw(self, novice_may: bool, stream: Stream, delivery: int, turn: int) -> Member | None:
        """Draw one for a pick of a delivery; None if there is nobody, or only novices and none of them may."""
        for novices, experienced in self._levels:
            trie, weight, of_novices = experienced, experienced.weight(), novices.weight() if novice_may else 0.0
            if of_novices > 0.0:
                share = weight / (weight + of_novices)
                if share == 0.0 or stream.uniform(delivery, turn) >= share:
                    trie, weight = novices, of_novices
            if weight > 0.0:
                seat = self._seat_of[trie.pick(stream, delivery, turn)]
                trie.weigh(seat.member.identity, 0.0)
                seat.trie = None
                self._look_at(seat)
                return seat.member
        return None

    def _look(self, by: float) -> None:
        """Put those members where they belong with whom something may have changed."""
        for seat in self._to_look_at:
            seat.look_again = False
            member, trie = seat.member, None
            if member.active and member.rested_from <= by and self._diary.is_free(member.person, self._days):
                trie = self._trie(member)
            if trie is seat.trie:
                continue
            if seat.trie is not None:
                seat.trie.weigh(member.identity, 0.0)
            if trie is not None:
                trie.weigh(member.identity, member.keenness if self._keen else 1.0)
                self._seat_of[member.identity] = seat
            seat.trie = trie
        self._to_look_at.clear()

    def _trie(self, member: Member) -> Trie:
        level = 0 if self._keen else member.recent
        while len(self._levels) <= level:
            self._levels.append((Trie(), Trie()))
        return self._levels[level][member.experienced_since is not None]
