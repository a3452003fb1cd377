"""The members of a role who can be asked: active, rested and free, with those first whose turn it is."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from ..randomness.streams import Stream
from ..timeline import YEAR
from .lot import Trie
from .member import Member


class Pool:
    """Active members of one role, in the order in which they are rested.

    Those rested by the day one last asked about are in tries to be drawn from: one for each level (where fewest
    deliveries go first, the deliveries of the last year and those booked; else all are level 0) and for experienced
    and not yet experienced members.

    What the pool goes by (rest, experience, number of deliveries) is changed between `remove` and `add`; both do
    nothing for a member who is not active.
    """

    def __init__(self, keen: bool, stream: Stream) -> None:
        self._keen, self._stream = keen, stream
        self._by_rest: list[tuple[float, int, Member]] = []  # rested from, identity
        self._rested = 0  # so many of them are in the tries, but for those drawn just now
        self._tries: defaultdict[tuple[int, bool], Trie] = defaultdict(Trie)
        self._trie_of: dict[int, Trie] = {}  # by identity
        self._ageing: list[tuple[float, int, Member]] = []  # deliveries, by when they are a year old
        self._members: dict[int, Member] = {}

    def add(self, member: Member) -> None:
        """Put in a member, if active."""
        if not member.active:
            return
        self._members[member.identity] = member
        entry = (member.rested_from, member.identity, member)
        at = bisect_left(self._by_rest, entry)
        self._by_rest.insert(at, entry)
        if at < self._rested:
            self._rested += 1
            self._enter(member)

    def remove(self, member: Member) -> None:
        """Take out a member, if active."""
        if not member.active:
            return
        at = bisect_left(self._by_rest, (member.rested_from, member.identity))
        del self._by_rest[at]
        if at < self._rested:
            self._rested -= 1
            self._exit(member)

    def delivered(self, member: Member, moment: float) -> None:
        """Note that a member has given a delivery: it counts for a year."""
        if not self._keen:
            heappush(self._ageing, (moment + YEAR, member.identity, member))

    def draw(
        self, now: float, day_one: int, busy: Sequence[Member], places: int, novices: int, delivery: int, turn: int
    ) -> list[Member] | None:
        """Draw members for so many places, at most `novices` of them not yet experienced; None if there are too few.

        They are rested by `day_one` and not among the `busy`; `turn` is the number of the first pick. Those drawn
        cannot be drawn again until they are put back, or removed and added.
        """
        self._age(now)
        self._rest_until(day_one)
        out = [member for member in busy if member.identity in self._trie_of]
        for member in out:
            self._exit(member)
        drawn: list[Member] = []
        while len(drawn) < places:
            found = self._pick(novices > 0, delivery, turn + len(drawn))
            if found is None:
                break
            drawn.append(found)
            novices -= not found.experienced
            self._exit(found)
        self.put_back(out)
        if len(drawn) == places:
            return drawn
        self.put_back(drawn)
        return None

    def put_back(self, members: Iterable[Member]) -> None:
        """Let members who were drawn be drawn again."""
        for member in members:
            self._enter(member)

    def _pick(self, novice_may: bool, delivery: int, turn: int) -> Member | None:
        for level in [0] if self._keen else sorted({level for level, _ in self._tries}):
            trie, novices = self._tries[level, True], self._tries[level, False]
            weight, of_novices = trie.weight, novices.weight if novice_may else 0.0
            if of_novices > 0.0:
                share = weight / (weight + of_novices)
                if share == 0.0 or self._stream.uniform(delivery, turn) >= share:
                    trie, weight = novices, of_novices
            if weight > 0.0:
                return self._members[trie.pick(self._stream, delivery, turn)]
        return None

    def _rest_until(self, day_one: int) -> None:
        """Let the tries hold just those who are rested on a day, be it later or earlier than the one before."""
        by_rest = self._by_rest
        while self._rested < len(by_rest) and by_rest[self._rested][0] <= day_one:
            self._enter(by_rest[self._rested][2])
            self._rested += 1
        while self._rested and by_rest[self._rested - 1][0] > day_one:
            self._rested -= 1
            self._exit(by_rest[self._rested][2])

    def _age(self, now: float) -> None:
        while self._ageing and self._ageing[0][0] <= now:
            member = heappop(self._ageing)[2]
            self.remove(member)
            member.recent -= 1
            self.add(member)

    def _enter(self, member: Member) -> None:
        trie = self._tries[0 if self._keen else member.recent, member.experienced]
        trie.add(member.identity, member.keenness if self._keen else 1.0)
        self._trie_of[member.identity] = trie

    def _exit(self, member: Member) -> None:
        trie = self._trie_of.pop(member.identity, None)
        if trie:
            trie.remove(member.identity)
