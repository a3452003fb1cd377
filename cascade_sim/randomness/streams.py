"""Keyed random draws: every draw is a pure function of what it is for.

A draw is found by (seed, replication, stream name, identity, occasion) and by nothing else: there is no state, so
neither the order in which things happen nor what else a scenario holds can move it. That is what lets two scenarios
share their luck and any number of workers give the same bytes.

The hash is the finaliser of SplitMix64 (Steele, Lea & Flood 2014), written twice: on whole NumPy arrays for people,
and on plain integers for the single draws of processes. Both give the same bits.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_UNIT = 2.0**-53


def stable_key(*parts: str | int) -> int:
    """A 64-bit key of the parts, the same on every machine and in every process (unlike ``hash``)."""
    text = "\x1f".join(f"{type(part).__name__}:{part}" for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def mix(value: int) -> int:
    """Scramble a 64-bit integer: SplitMix64's finaliser."""
    value &= _MASK
    value = ((value ^ (value >> 30)) * _FIRST) & _MASK
    value = ((value ^ (value >> 27)) * _SECOND) & _MASK
    return value ^ (value >> 31)


def mix_array(values: Keys) -> Keys:
    """`mix` of each element."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(_FIRST)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_SECOND)
    return values ^ (values >> np.uint64(31))


def person_key(group: int, post: int, holder: int) -> int:
    """The identity of a person: the `holder`-th of a post. `group` is the `stable_key` of the group's name."""
    return mix(group ^ mix((post << 20) + holder))


def person_keys(group: np.uint64, post: Ints, holder: int) -> Keys:
    """`person_key` of each element."""
    return mix_array(group ^ mix_array(((post << 20) + holder).astype(np.uint64)))


class Stream:
    """One named source of draws, such as "stay" or "willing:foundation"."""

    __slots__ = ("key",)

    def __init__(self, key: int) -> None:
        self.key = key

    def uniform(self, identity: int, occasion: int = 0) -> float:
        """The draw of one identity on one occasion: strictly between 0 and 1."""
        # `mix`, written out: this is called more often than anything else
        value = ((identity ^ self.key) + occasion * _GOLDEN) & _MASK
        value = ((value ^ (value >> 30)) * _FIRST) & _MASK
        value = ((value ^ (value >> 27)) * _SECOND) & _MASK
        return (((value ^ (value >> 31)) >> 11) + 0.5) * _UNIT

    def uniforms(self, identities: Keys, occasion: int = 0) -> Floats:
        """`uniform` of each identity."""
        mixed = mix_array((identities ^ np.uint64(self.key)) + np.uint64((occasion * _GOLDEN) & _MASK))
        drawn: Floats = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * _UNIT
        return drawn


class Luck:
    """All the randomness of one replication of one seed."""

    def __init__(self, seed: int, replication: int) -> None:
        self._key = stable_key("luck", seed, replication)

    def stream(self, *name: str) -> Stream:
        """The stream of that name: the same one however often and whenever it is asked for."""
        return Stream(mix(self._key ^ stable_key(*name)))
