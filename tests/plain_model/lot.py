"""Choosing one member by lot, in proportion to weights, so that the others' turns hardly depend on who else is there.

See "The lot" in docs/model.md. Nodes at which only one side has anybody need no draw, so the tree is built of those
alone at which it branches.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cascade_sim.randomness.streams import mix

if TYPE_CHECKING:
    from .roles import Member

DEPTH = 8


class Leaf:
    """Members whose first bits are the same, in ascending order of key."""

    def __init__(self, members: Sequence["Member"], weights: Sequence[float]) -> None:
        self.members, self.weights = members, weights
        self.weight = 0.0
        for weight in weights:
            self.weight += weight

    def draw(self, uniform: Callable[[int], float]) -> "Member":
        """Go from one to the next, and stop with the chance of their share of what is left."""
        for i, member in enumerate(self.members[:-1]):
            remaining = 0.0
            for weight in self.weights[i:]:
                remaining += weight
            if uniform(mix(member.person.key)) < self.weights[i] / remaining:
                return member
        return self.members[-1]


class Branch:
    """A node both of whose children have members."""

    def __init__(self, number: int, left: "Leaf | Branch", right: "Leaf | Branch") -> None:
        self.number, self.left, self.right = number, left, right
        self.weight = left.weight + right.weight

    def draw(self, uniform: Callable[[int], float]) -> "Member":
        """Go left or right by weight."""
        goes_left = uniform(mix(self.number)) < self.left.weight / self.weight
        return (self.left if goes_left else self.right).draw(uniform)


def tree_of(members: Sequence["Member"], weights: Sequence[float], depth: int = 0) -> Leaf | Branch:
    """The tree of at least one member; they come in ascending order of leaf and, within one, of key."""
    prefix = members[0].leaf >> (DEPTH - depth)
    while depth < DEPTH:
        right_from = (2 * prefix + 1) << (DEPTH - depth - 1)
        split = sum(member.leaf < right_from for member in members)
        if 0 < split < len(members):
            left = tree_of(members[:split], weights[:split], depth + 1)
            return Branch((1 << depth) | prefix, left, tree_of(members[split:], weights[split:], depth + 1))
        depth += 1
        prefix = members[0].leaf >> (DEPTH - depth)
    return Leaf(members, weights)
