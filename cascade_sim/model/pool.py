"""The members of a role who can be asked: active, rested and free, with those first whose turn it is."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    """

    def __init__(self, keen: bool, stream: Stream) -> None:
        self._keen, self._stream = keen, stream
        self._active: dict[int, Member] = {}  # by identity
        self._by_rest: list[tuple[float, int]] = []  # rested from, identity
        self._rested = 0  # so many of them are in the tries
        self._tries: defaultdict[tuple[int, bool], Trie] = defaultdict(Trie)
        self._trie_of: dict[int, Trie] = {}
        self._ageing: list[tuple[float, int, Member]] = []  # deliveries, by when they are a year old

    def add(self, member: Member) -> None:
        """Put in a member who has become active."""
        entry = (member.rested_from, member.identity)
        at = bisect_left(self._by_rest, entry)
        self._by_rest.insert(at, entry)
        self._active[member.identity] = member
        if at < self._rested:
            self._rested += 1
            self._enter(member)

    def remove(self, member: Member) -> None:
        """Take out a member who is active no longer."""
        at = bisect_left(self._by_rest, (member.rested_from, member.identity))
        del self._by_rest[at]
        del self._active[member.identity]
        if at < self._rested:
            self._rested -= 1
            self._exit(member)

    @contextmanager
    def changing(self, member: Member) -> Iterator[None]:
        """Change what the pool goes by: a member's rest, experience or number of deliveries."""
        present = member.identity in self._active
        if present:
            self.remove(member)
        yield
        if present:
            self.add(member)

    def delivered(self, member: Member, moment: float) -> None:
        """Note that a member has given a delivery: it counts for a year."""
        if not self._keen:
            heappush(self._ageing, (moment + YEAR, member.identity, member))

    def draw(
        self, now: float, day_one: int, busy: Sequence[Member], places: int, novices: int, delivery: int, turn: int
    ) -> list[Member] | None:
        """Draw members for so many places, at most `novices` of them not yet experienced; None if there are too few.

        They are rested by `day_one` and not among the `busy`; `turn` is the number of the first pick.
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
        for member in (*out, *drawn):
            self._enter(member)
        return drawn if len(drawn) == places else None

    def _pick(self, novice_may: bool, delivery: int, turn: int) -> Member | None:
        for level in [0] if self._keen else sorted({level for level, _ in self._tries}):
            experienced, novice = self._tries[level, True], self._tries[level, False]
            trie = experienced
            if novice_may and novice.weight > 0.0:
                share = experienced.weight / (experienced.weight + novice.weight)
                if share == 0.0 or self._stream.uniform(delivery, turn) >= share:
                    trie = novice
            if trie.weight > 0.0:
                return self._active[trie.pick(self._stream, delivery, turn)]
        return None

    def _rest_until(self, day_one: int) -> None:
        """Let the tries hold just those who are rested on a day, be it later or earlier than the one before."""
        by_rest = self._by_rest
        while self._rested < len(by_rest) and by_rest[self._rested][0] <= day_one:
            self._enter(self._active[by_rest[self._rested][1]])
            self._rested += 1
        while self._rested and by_rest[self._rested - 1][0] > day_one:
            self._rested -= 1
            self._exit(self._active[by_rest[self._rested][1]])

    def _age(self, now: float) -> None:
        while self._ageing and self._ageing[0][0] <= now:
            member = heappop(self._ageing)[2]
            with self.changing(member):
                member.recent -= 1

    def _enter(self, member: Member) -> None:
        trie = self._tries[0 if self._keen else member.recent, member.experienced]
        trie.add(member.identity, member.keenness if self._keen else 1.0)
        self._trie_of[member.identity] = trie

    def _exit(self, member: Member) -> None:
        self._trie_of.pop(member.identity).remove(member.identity)
