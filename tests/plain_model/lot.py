"""Choosing one member by lot, in proportion to weights, so that the others' turns hardly depend on who else is there.

See "The lot" in docs/model.md. Nodes at which only one side has anybody need no draw, so the tree is built of those
alone at which it branches.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cascade_sim.randomness.streams import mix

if TYPE_CHECKING:
    from .roles import Member

BITS = 64


class Leaf:
    """A member, found."""

    def __init__(self, member: "Member", weight: float) -> None:
        self.member, self.weight = member, weight

    def draw(self, _: Callable[[int], float]) -> "Member":
        """Stop here."""
        return self.member


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
    """The tree of at least one member; they come in ascending order of bits, and the first `depth` of those are one."""
    if len(members) == 1:
        return Leaf(members[0], weights[0])
    prefix = members[0].bits >> (BITS - depth)
    right_from = (2 * prefix + 1) << (BITS - depth - 1)
    split = sum(member.bits < right_from for member in members)
    if split in (0, len(members)):
        return tree_of(members, weights, depth + 1)
    left = tree_of(members[:split], weights[:split], depth + 1)
    return Branch((1 << depth) | prefix, left, tree_of(members[split:], weights[split:], depth + 1))
