"""The members of a role who can be asked: active, rested and free, with those first whose turn it is."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from heapq import heappop, heappush

from ..randomness.streams import Stream
from ..timeline import NEVER, YEAR
from .lot import Trie
from .member import Member

_ByRest = list[tuple[float, int, Member]]  # rested from, identity


class Pool:
    """Active members of one role, in the order in which they are rested."""

    def __init__(self, keen: bool, stream: Stream) -> None:
        self._stream = stream
        self._by_rest: _ByRest = []
        self._listed: dict[Member, float] = {}  # where they are in that list
        self._ageing: _ByRest | None = None if keen else []  # by when deliveries are a year old
        # At closings members are asked for weeks ahead, as stand-ins for now: to go to and fro would take long.
        self._members: dict[int, Member] = {}  # by person
        self._at_closing, self._stand_in = _Rested(keen, self._members), _Rested(keen, self._members)

    def update(self, member: Member) -> None:
        """Go by what a member is like now: active or not, rest, experience, number of deliveries."""
        rested_from, listed = member.rested_from if member.active else None, self._listed.get(member)
        if rested_from != listed:
            if listed is not None:
                del self._by_rest[bisect_left(self._by_rest, (self._listed.pop(member), member.identity))]
            if rested_from is not None:
                insort(self._by_rest, (rested_from, member.identity, member))
                self._listed[member] = rested_from
        person = member.person
        self._members[person] = self._at_closing.changed[person] = self._stand_in.changed[person] = member

    def delivered(self, member: Member, moment: float) -> None:
        """Note that a member has given a delivery: it counts for a year."""
        if self._ageing is not None:
            heappush(self._ageing, (moment + YEAR, member.identity, member))

    def draw(
        self, now: float, day_one: int, busy: Set[int], places: int, novices: int, delivery: int, turn: int
    ) -> list[Member] | None:
        """Draw members for so many places, at most `novices` of them not yet experienced; None if there are too few.

        They are rested by `day_one` and not among the `busy` persons; `turn` is the number of the first pick. Those
        drawn can be drawn again the next time, unless they are booked by then.
        """
        while self._ageing and self._ageing[0][0] <= now:
            member = heappop(self._ageing)[2]
            member.recent -= 1
            self.update(member)
        rested = self._stand_in if turn else self._at_closing
        rested.turn_to(day_one, busy, self._by_rest)
        drawn: list[Member] = []
        draw, stream = rested.draw, self._stream
        for pick in range(turn, turn + places):
            found = draw(novices > 0, stream, delivery, pick)
            if found is None:
                return None
            drawn.append(found)
            novices -= found.experienced_since is None
        return drawn


class _Rested:
    """The members who are rested by a day and free, in tries to be drawn from.

    There is a trie for each level (where fewest deliveries go first, the deliveries of the last year and those booked;
    else all are level 0) and for experienced and not yet experienced members. Members are looked at when somebody is
    asked for, and only those with whom something may have changed since.
    """

    def __init__(self, keen: bool, members: Mapping[int, Member]) -> None:
        self._keen, self._members = keen, members
        self._by = -NEVER  # the day one last asked about
        self._busy: Set[int] = set()  # and the busy persons
        self._tries: defaultdict[tuple[int, bool], Trie] = defaultdict(Trie)
        self._trie_of: dict[Member, Trie | None] = {}
        self._by_identity: dict[int, Member] = {}
        self.changed: dict[int, Member] = {}  # by person

    def turn_to(self, day_one: int, busy: Set[int], by_rest: _ByRest) -> None:
        """Hold just those who are rested on a day, be it later or earlier than the one before, and not busy."""
        changed = self.changed
        if self._by != day_one:
            first, last = bisect_right(by_rest, (self._by, NEVER)), bisect_right(by_rest, (day_one, NEVER))
            for _, _, member in by_rest[min(first, last) : max(first, last)]:
                changed[member.person] = member
        for person in busy ^ self._busy:
            if person in self._members:
                changed[person] = self._members[person]
        self._by, self._busy = day_one, busy
        self._look_at(changed.values())
        changed.clear()

    def draw(self, novice_may: bool, stream: Stream, delivery: int, turn: int) -> Member | None:
        """Draw one for a pick of a delivery; None if there is nobody, or only novices and none of them may."""
        for level in [0] if self._keen else sorted({level for level, _ in self._tries}):
            trie, novices = self._tries[level, True], self._tries[level, False]
            weight, of_novices = trie.weight, novices.weight if novice_may else 0.0
            if of_novices > 0.0:
                share = weight / (weight + of_novices)
                if share == 0.0 or stream.uniform(delivery, turn) >= share:
                    trie, weight = novices, of_novices
            if weight > 0.0:
                found = self._by_identity[trie.pick(stream, delivery, turn)]
                trie.weigh(found.identity, 0.0)
                self._trie_of[found] = None
                self.changed[found.person] = found
                return found
        return None

    def _look_at(self, members: Iterable[Member]) -> None:
        """Put members where they belong."""
        keen, by, busy, trie_of = self._keen, self._by, self._busy, self._trie_of
        for member in members:
            before, trie = trie_of.get(member), None
            if member.active and member.rested_from <= by and member.person not in busy:
                trie = self._tries[0 if keen else member.recent, member.experienced_since is not None]
            if trie is before:
                continue
            if before is not None:
                before.weigh(member.identity, 0.0)
            if trie is not None:
                trie.weigh(member.identity, member.keenness if keen else 1.0)
                self._by_identity[member.identity] = member
            trie_of[member] = trie
