"""The members of a role who can be asked: active, rested and free, with those first whose turn it is."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Set
from heapq import heappop, heappush

from ..randomness.streams import Stream
from ..timeline import NEVER, YEAR
from .lot import Trie
from .member import Member


class Pool:
    """Active members of one role, in the order in which they are rested.

    What the pool goes by (rest, experience, number of deliveries) is changed between `remove` and `add`; both do
    nothing for a member who is not active.
    """

    def __init__(self, keen: bool, stream: Stream) -> None:
        self._stream = stream
        self._by_rest: list[tuple[float, int, Member]] = []  # rested from, identity
        self._ageing: list[tuple[float, int, Member]] | None = None if keen else []  # by when deliveries are a year old
        # At closings members are asked for weeks ahead, as stand-ins for now: to go to and fro would take long.
        self._at_closing, self._stand_in = _Rested(keen), _Rested(keen)
        self._asked = self._at_closing

    def add(self, member: Member) -> None:
        """Put in a member, if active."""
        if member.active:
            rested_from = member.rested_from
            insort(self._by_rest, (rested_from, member.identity, member))
            for rested in (self._at_closing, self._stand_in):
                if rested_from <= rested.by:
                    rested.add(member)

    def remove(self, member: Member) -> None:
        """Take out a member, if active."""
        if member.active:
            del self._by_rest[bisect_left(self._by_rest, (member.rested_from, member.identity))]
            self._at_closing.remove(member)
            self._stand_in.remove(member)

    def delivered(self, member: Member, moment: float) -> None:
        """Note that a member has given a delivery: it counts for a year."""
        if self._ageing is not None:
            heappush(self._ageing, (moment + YEAR, member.identity, member))

    def draw(
        self, now: float, day_one: int, busy: Set[int], places: int, novices: int, delivery: int, turn: int
    ) -> list[Member] | None:
        """Draw members for so many places, at most `novices` of them not yet experienced; None if there are too few.

        They are rested by `day_one` and not among the `busy` persons; `turn` is the number of the first pick. Those
        drawn cannot be drawn again until they are put back, or removed and added.
        """
        self._age(now)
        rested = self._asked = self._stand_in if turn else self._at_closing
        rested.turn_to(day_one, self._by_rest)
        rested.leave_out(busy)
        drawn: list[Member] = []
        while len(drawn) < places:
            found = rested.pick(novices > 0, self._stream, delivery, turn + len(drawn))
            if found is None:
                break
            drawn.append(found)
            novices -= not found.experienced
            rested.remove(found)
        if len(drawn) == places:
            return drawn
        self.put_back(drawn)
        return None

    def put_back(self, members: Iterable[Member]) -> None:
        """Let members who were drawn last be drawn again."""
        for member in members:
            self._asked.add(member)

    def _age(self, now: float) -> None:
        while self._ageing and self._ageing[0][0] <= now:
            member = heappop(self._ageing)[2]
            self.remove(member)
            member.recent -= 1
            self.add(member)


class _Rested:
    """The members who are rested by a day, in tries to be drawn from.

    There is a trie for each level (where fewest deliveries go first, the deliveries of the last year and those booked;
    else all are level 0) and for experienced and not yet experienced members.
    """

    def __init__(self, keen: bool) -> None:
        self._keen = keen
        self.by = -NEVER  # the day one last asked about
        self._tries: defaultdict[tuple[int, bool], Trie] = defaultdict(Trie)
        self._members: dict[int, Member] = {}  # by person
        self._by_identity: dict[int, Member] = {}
        self._left_out: dict[int, Member] = {}  # by person

    def add(self, member: Member) -> None:
        """Put in a member who is rested."""
        self._members[member.person] = self._by_identity[member.identity] = member
        self._trie(member).add(member.identity, member.keenness if self._keen else 1.0)

    def remove(self, member: Member) -> None:
        """Take out a member, if in."""
        if self._members.pop(member.person, None):
            self._trie(member).remove(member.identity)
        else:
            self._left_out.pop(member.person, None)

    def leave_out(self, busy: Set[int]) -> None:
        """Leave out members who are busy, and put in again those who were left out before and are not."""
        for person in self._left_out.keys() - busy:
            self.add(self._left_out.pop(person))
        for person in self._members.keys() & busy:
            member = self._members[person]
            self.remove(member)
            self._left_out[person] = member

    def turn_to(self, day_one: int, by_rest: list[tuple[float, int, Member]]) -> None:
        """Hold just those who are rested on a day, be it later or earlier than the one before."""
        before, self.by = self.by, day_one
        if before != day_one:
            first, last = (bisect_right(by_rest, (day, NEVER)) for day in sorted((before, day_one)))
            for _, _, member in by_rest[first:last]:
                (self.add if before < day_one else self.remove)(member)

    def pick(self, novice_may: bool, stream: Stream, delivery: int, turn: int) -> Member | None:
        """Draw one for a pick of a delivery; None if there is nobody, or only novices and none of them may."""
        for level in [0] if self._keen else sorted({level for level, _ in self._tries}):
            trie, novices = self._tries[level, True], self._tries[level, False]
            weight, of_novices = trie.weight, novices.weight if novice_may else 0.0
            if of_novices > 0.0:
                share = weight / (weight + of_novices)
                if share == 0.0 or stream.uniform(delivery, turn) >= share:
                    trie, weight = novices, of_novices
            if weight > 0.0:
                return self._by_identity[trie.pick(stream, delivery, turn)]
        return None

    def _trie(self, member: Member) -> Trie:
        return self._tries[0 if self._keen else member.recent, member.experienced]
