"""Drawing members at random without replacement, weighted, and so that one more or less hardly matters to the rest.

The obvious keyed draw, a random number for each member and each delivery and the best one wins, looks at every member
for every delivery and takes quadratic time when a programme grows. Here members are the leaves of a binary trie by the
bits of their scrambled identity, and a pick goes down from the root, each turn by the weights below it and a draw keyed
by the delivery and the branch. That is the same distribution at a cost of the logarithm of their number; a member who
joins changes the weights on their own path alone, and so almost no pick of another.
"""

from ..randomness.streams import Stream, mix

_BITS = 64


class _Node:
    """A node that branches, or a member at its end; nodes that do not branch need no turn and are left out.

    Its number is that of a trie in which all are there: 1 for the root, 2n and 2n + 1 for the children of n.
    """

    __slots__ = ("identity", "key", "left", "number", "parent", "right", "weight")

    left: "_Node | None"  # None, as is `right`, for a member
    right: "_Node | None"

    def __init__(self, number: int, parent: "_Node | None", identity: int = 0) -> None:
        self.number, self.parent, self.identity = number, parent, identity
        self.left = self.right = None
        self.key = mix(number)
        self.weight = 0.0

    def part(self, node: "_Node", leaf: "_Node", *, leaf_right: bool) -> None:
        """Branch to both."""
        self.left, self.right = (node, leaf) if leaf_right else (leaf, node)
        self.weight = node.weight  # the leaf is weighed next
        node.parent = leaf.parent = self


class Trie:
    """Weighted members, by identity; one of weight 0 is not drawn, and only keeps their leaf."""

    def __init__(self) -> None:
        self._root: _Node | None = None
        self._leaves: dict[int, _Node] = {}

    @property
    def weight(self) -> float:
        """The weight of all members."""
        return self._root.weight if self._root else 0.0

    def weigh(self, identity: int, weight: float) -> None:
        """Give a member a weight; they need not have been in before."""
        leaf = self._leaves.get(identity) or self._sprout(identity)
        leaf.weight = weight
        # Sums are made anew from the members' own weights, so that they depend on who is in and not on who was.
        node = leaf.parent
        while node is not None:
            node.weight = node.left.weight + node.right.weight  # type: ignore[union-attr]  # a parent has both
            node = node.parent

    def pick(self, stream: Stream, delivery: int, turn: int) -> int:
        """Draw a member for the `turn`-th pick of a delivery; the trie must have some weight."""
        node, uniform = self._root, stream.uniform
        while left := node.left:  # type: ignore[union-attr]  # some weight means a root, and a left child a right one
            of_left, whole = left.weight, node.weight  # type: ignore[union-attr]
            # a branch without weight needs no turn
            if of_left == whole or (of_left > 0.0 and uniform(delivery ^ node.key, turn) < of_left / whole):  # type: ignore[union-attr]
                node = left
            else:
                node = node.right  # type: ignore[union-attr]
        return node.identity  # type: ignore[union-attr]

    def _sprout(self, identity: int) -> _Node:
        """Make a leaf for a member, and the branch at which their bits part from those of the others."""
        number = (1 << _BITS) | mix(identity)
        parent, node = None, self._root
        own = 1
        while node:
            length = node.number.bit_length()
            own = number >> (_BITS + 1 - length)  # the node of that depth on the way to the leaf
            if own != node.number:
                break
            parent, node = node, node.right if (number >> (_BITS - length)) & 1 else node.left
        leaf = self._leaves[identity] = _Node(number, parent, identity)
        if node is None:
            self._root = leaf
            return leaf
        apart = (own ^ node.number).bit_length()
        branch = _Node(own >> apart, parent)
        branch.part(node, leaf, leaf_right=bool(own >> (apart - 1) & 1))
        if parent is None:
            self._root = branch
        elif parent.left is node:
            parent.left = branch
        else:
            parent.right = branch
        return leaf
