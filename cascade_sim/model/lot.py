"""Drawing members at random without replacement, weighted, and so that one more or less hardly matters to the rest.

The obvious keyed draw, a random number for each member and each delivery and the best one wins, looks at every member
for every delivery and takes quadratic time when a programme grows. Here members sit in a binary trie by the bits of
their identity, and a pick goes from the root to a leaf, each turn by the weights below it and a draw keyed by the
delivery and the branch. That is the same distribution at a cost of the trie's depth; a member who joins changes the
weights on their own path alone, and so almost no pick of another.
"""

from bisect import bisect_left, insort
from functools import lru_cache

from ..randomness.streams import Stream, mix

_DEPTH = 8
_LEAVES = 1 << _DEPTH
_FEW = 16  # leaves: for more, it is quicker to weigh all nodes
_NODE_KEYS = [mix(node) for node in range(_LEAVES)]


class Trie:
    """A set of weighted members, by identity."""

    def __init__(self) -> None:
        self._weights = [0.0] * (2 * _LEAVES)  # of node 1, the root, of its children 2 and 3, and so on
        self._leaves: dict[int, list[tuple[int, float, int]]] = {}  # identity, weight, scrambled identity
        self._stale: set[int] = set()  # leaves whose members have changed since weights were last asked for

    @property
    def weight(self) -> float:
        """The weight of all members."""
        if self._stale:
            self._weigh()
        return self._weights[1]

    def add(self, identity: int, weight: float) -> None:
        """Put a member in."""
        scrambled = _scrambled(identity)
        leaf = _leaf(scrambled)
        insort(self._leaves.setdefault(leaf, []), (identity, weight, scrambled))
        self._stale.add(leaf)

    def remove(self, identity: int) -> None:
        """Take a member out."""
        leaf = _leaf(_scrambled(identity))
        members = self._leaves[leaf]
        del members[bisect_left(members, (identity,))]
        self._stale.add(leaf)

    def _weigh(self) -> None:
        # Sums are made anew from the members' own weights, so that they depend on who is in and not on who was.
        weights = self._weights
        for leaf in self._stale:
            weights[leaf] = sum([weight for _, weight, _ in self._leaves[leaf]])
        if len(self._stale) <= _FEW:
            for leaf in self._stale:
                node, total = leaf, weights[leaf]
                while node > 1:
                    total += weights[node ^ 1]  # the other child of the same node
                    node >>= 1
                    weights[node] = total
        else:
            for node in range(_LEAVES - 1, 0, -1):
                weights[node] = weights[2 * node] + weights[2 * node + 1]
        self._stale.clear()

    def pick(self, stream: Stream, delivery: int, turn: int) -> int:
        """Draw a member for the `turn`-th pick of a delivery; the trie must have some weight."""
        if self._stale:
            self._weigh()
        weights, uniform, node = self._weights, stream.uniform, 1
        while node < _LEAVES:
            of_node, node = node, 2 * node
            left, right = weights[node], weights[node + 1]
            if right > 0.0 and (left == 0.0 or uniform(delivery ^ _NODE_KEYS[of_node], turn) >= left / (left + right)):
                node += 1
        members = self._leaves[node]
        remaining = weights[node]
        for identity, weight, scrambled in members[:-1]:
            if uniform(delivery ^ scrambled, turn) < weight / remaining:
                return identity
            remaining -= weight
        return members[-1][0]


@lru_cache(maxsize=8192)
def _scrambled(identity: int) -> int:
    return mix(identity)


def _leaf(scrambled: int) -> int:
    return _LEAVES + (scrambled >> (64 - _DEPTH))
