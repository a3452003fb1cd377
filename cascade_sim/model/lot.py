"""Drawing members at random without replacement, weighted, and so that one more or less hardly matters to the rest.

The obvious keyed draw, a random number for each member and each delivery and the best one wins, looks at every member
for every delivery and takes quadratic time when a programme grows. Here members are the leaves of a binary trie by the
bits of their scrambled identity, and a pick goes down from the root, each turn by the weights below it and a draw keyed
by the delivery and the branch. That is the same distribution at a cost of the logarithm of their number; a member who
joins changes the weights on their own path alone, and so almost no pick of another.
"""

from collections.abc import MutableSequence
from typing import Any

import numpy as np

from ..randomness.streams import Stream, mix
from .views import scalars, zeros

_BITS = 64
_NOBODY = -1
_ROOT = 1  # the number of the root among all nodes there might be; 2n and 2n + 1 are the children of n


class Trie:
    """Weighted members, by identity; one of weight 0 is not drawn, and only keeps their leaf.

    Nodes are numbers, in order of their making, and what is known of them lies in arrays: all of a large role's are
    near to hand then. A node branches or is a member at its end (a leaf); nodes that do not branch need no turn and are
    left out. A branch has a slot on either side, 2 × its number and one more, with the child there and its weight.
    """

    def __init__(self) -> None:
        self._leaves: dict[int, int] = {}  # by identity
        self._root, self._weight = _NOBODY, 0.0
        self._made, self._room = 0, 16
        self._bits = zeros(self._room, np.uint64)  # the first `depth` of them lead to it; of a leaf all
        self._depth = zeros(self._room)
        self._key = zeros(self._room, np.uint64)  # of a branch's turn; of a leaf, the member's identity
        self._slot = zeros(self._room)  # where its parent has it
        self._child = zeros(2 * self._room)
        self._of = scalars(np.zeros(2 * self._room))  # the weight of the child there

    def _make_room(self) -> None:
        self._room *= 2
        self._bits, self._depth, self._key = _doubled(self._bits), _doubled(self._depth), _doubled(self._key)
        self._slot, self._child, self._of = _doubled(self._slot), _doubled(self._child), _doubled(self._of)

    def weight(self) -> float:
        """The weight of all members."""
        return self._weight

    def weigh(self, identity: int, weight: float) -> None:
        """Give a member a weight; they need not have been in before."""
        node = self._leaves.get(identity, _NOBODY)
        if node == _NOBODY:
            node = self._sprout(identity)
        slot = self._slot[node]
        # Sums are made anew from the members' own weights, so that they depend on who is in and not on who was.
        while slot != _NOBODY:
            self._of[slot] = weight
            branch = slot >> 1
            weight = self._of[2 * branch] + self._of[2 * branch + 1]
            slot = self._slot[branch]
        self._weight = weight

    def pick(self, stream: Stream, delivery: int, turn: int) -> int:
        """Draw a member for the `turn`-th pick of a delivery; the trie must have some weight."""
        node = self._root
        while self._depth[node] < _BITS:
            slot = 2 * node
            of_left = self._of[slot]
            whole = of_left + self._of[slot + 1]
            # a branch without weight needs no turn
            if of_left != whole and not (
                of_left > 0.0 and stream.uniform(delivery ^ self._key[node], turn) < of_left / whole
            ):
                slot += 1
            node = self._child[slot]
        return self._key[node]

    def _sprout(self, identity: int) -> int:
        """Make a leaf for a member, and the branch at which their bits part from those of the others."""
        if self._made + 2 > self._room:
            self._make_room()
        bits = mix(identity)
        slot, node, weight = _NOBODY, self._root, self._weight
        while node != _NOBODY and self._leads(node, bits):
            slot = 2 * node + ((bits >> (_BITS - 1 - self._depth[node])) & 1)
            node, weight = self._child[slot], self._of[slot]
        leaf = self._leaves[identity] = self._make(bits, _BITS, identity, slot)
        if node == _NOBODY:
            return leaf
        depth = _BITS - (bits ^ self._bits[node]).bit_length()
        number = (_ROOT << depth) | (bits >> (_BITS - depth) if depth else 0)
        branch = self._make(bits, depth, mix(number), slot)
        side = (bits >> (_BITS - 1 - depth)) & 1
        self._hang(leaf, 2 * branch + side, 0.0)
        self._hang(node, 2 * branch + 1 - side, weight)
        return leaf

    def _leads(self, node: int, bits: int) -> bool:
        """Whether a node is on the way to those bits."""
        depth = self._depth[node]
        return depth == 0 or (bits ^ self._bits[node]) >> (_BITS - depth) == 0

    def _make(self, bits: int, depth: int, key: int, slot: int) -> int:
        """A new node, hung in a slot in place of what was there."""
        node = self._made
        self._made += 1
        self._bits[node], self._depth[node], self._key[node], self._slot[node] = bits, depth, key, slot
        if slot == _NOBODY:
            self._root = node
        else:
            self._child[slot] = node
        return node

    def _hang(self, node: int, slot: int, weight: float) -> None:
        self._slot[node], self._child[slot], self._of[slot] = slot, node, weight


def _doubled(values: MutableSequence[Any]) -> MutableSequence[Any]:
    """The same with room for as many more."""
    known = np.asarray(values)
    return scalars(np.concatenate([known, np.zeros_like(known)]))
