"""The members of a role who can be asked: active, rested and free, with those first whose turn it is."""

from collections import defaultdict
from collections.abc import Sequence
from math import ceil

from ..randomness.streams import Stream
from ..timeline import NEVER
from .lot import Trie
from .member import Diary, Member

_ASIDE = 1 << 16  # occasions of the stream "lot" between a pick and the same one made anew


class Pool:
    """The members of one role, with those at hand in tries to be drawn from.

    At hand is who is active and rested by the latest day one that anybody was asked for so far. That moves with time
    and hardly ever takes anybody back; the few at hand who cannot give a delivery are set aside when they are drawn.

    There are two tries, of those not yet experienced and of the experienced, for each level (where fewest deliveries go
    first, the deliveries of the last year and those booked; else all are level 0). Members are looked at when somebody
    is asked for, and only those with whom something may have changed since.
    """

    def __init__(self, keen: bool, stream: Stream, diary: Diary) -> None:
        self._keen, self._stream, self._diary = keen, stream, diary
        self._horizon: int | None = None  # that latest day one
        self._levels: list[tuple[Trie, Trie]] = []
        self._seats: dict[int, _Seat] = {}  # by identity
        self._to_look_at: list[_Seat] = []
        self._rest_ends: defaultdict[int, dict[_Seat, None]] = defaultdict(dict)  # by day, those beyond the horizon

    def update(self, member: Member) -> None:
        """Go by what a member is like now: active or not, rest, experience, number of deliveries."""
        seat = self._seats.get(member.identity)
        if seat is None:
            seat = self._seats[member.identity] = _Seat(member)
        self._look_again(seat)

    def draw(self, days: Sequence[int], places: int, novices: int, delivery: int, turn: int) -> list[Member] | None:
        """Draw members for so many places, at most `novices` of them not yet experienced; None if there are too few.

        They are rested by the first of the days, and free on all; `turn` is the number of the first pick. Those drawn
        can be drawn again the next time, unless they are booked by then.
        """
        self._bring_up_to(days[0])
        drawn: list[Member] = []
        for pick in range(turn, turn + places):
            found = self._pick(novices > 0, delivery, pick)
            while found is not None and not self._can_give(found, days):
                pick += _ASIDE  # noqa: PLW2901  # the same pick, made anew
                found = self._pick(novices > 0, delivery, pick)
            if found is None:
                return None
            drawn.append(found)
            novices -= found.experienced_since is None
        return drawn

    def _bring_up_to(self, day_one: int) -> None:
        """Have those at hand who are so now."""
        if self._horizon is None:
            self._horizon = day_one
        for day in range(self._horizon + 1, day_one + 1):
            for seat in self._rest_ends.pop(day, ()):
                self._look_again(seat)
        self._horizon = max(self._horizon, day_one)
        for seat in self._to_look_at:
            seat.look_again = False
            self._look_at(seat, seat.member, self._horizon)
        self._to_look_at.clear()

    def _look_again(self, seat: "_Seat") -> None:
        if not seat.look_again:
            seat.look_again = True
            self._to_look_at.append(seat)

    def _look_at(self, seat: "_Seat", member: Member, horizon: int) -> None:
        """Put a member where they belong."""
        trie = None
        if member.active:
            if member.rested_from <= horizon:
                trie = self._trie(member)
            elif member.rested_from < NEVER:
                self._rest_ends[ceil(member.rested_from)][seat] = None
        if trie is seat.trie:
            return
        if seat.trie is not None:
            seat.trie.weigh(member.identity, 0.0)
        if trie is not None:
            trie.weigh(member.identity, member.keenness if self._keen else 1.0)
        seat.trie = trie

    def _trie(self, member: Member) -> Trie:
        level = 0 if self._keen else member.recent
        while len(self._levels) <= level:
            self._levels.append((Trie(), Trie()))
        return self._levels[level][member.experienced_since is not None]

    def _pick(self, novice_may: bool, delivery: int, occasion: int) -> Member | None:
        """Take one of those at hand out; None if there is nobody, or only novices and none of them may."""
        for novices, experienced in self._levels:
            trie, weight, of_novices = experienced, experienced.weight(), novices.weight() if novice_may else 0.0
            if of_novices > 0.0:
                share = weight / (weight + of_novices)
                if share == 0.0 or self._stream.uniform(delivery, occasion) >= share:
                    trie, weight = novices, of_novices
            if weight > 0.0:
                seat = self._seats[trie.pick(self._stream, delivery, occasion)]
                trie.weigh(seat.member.identity, 0.0)
                seat.trie = None
                self._look_again(seat)
                return seat.member
        return None

    def _can_give(self, member: Member, days: Sequence[int]) -> bool:
        return member.rested_from <= days[0] and self._diary.is_free(member.person, days)


class _Seat:
    """A member, and the trie they are in, if any."""

    __slots__ = ("look_again", "member", "trie")

    def __init__(self, member: Member) -> None:
        self.member = member
        self.trie: Trie | None = None
        self.look_again = False
