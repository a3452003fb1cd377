"""Keyed random draws: every draw is a pure function of what it is for.

A draw is found by (seed, replication, stream name, identity, occasion) and by nothing else: there is no state, so
neither the order in which things happen nor what else a scenario holds can move it. That is what lets two scenarios
share their luck and any number of workers give the same bytes.

The hash is the finaliser of SplitMix64 (Steele, Lea & Flood 2014), written twice: on whole NumPy arrays for people,
and on plain integers for the single draws of processes. Both give the same bits.
"""

from collections.abc import Iterator
from functools import lru_cache
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
_UNIT = 2.0**-52  # of 52 bits and a half, so that no draw is rounded to 0 or 1
_FIRST_64, _SECOND_64 = np.uint64(_FIRST), np.uint64(_SECOND)
_BLOCK = 1 << 15
_12, _27, _30, _31 = (np.uint64(bits) for bits in (12, 27, 30, 31))


@lru_cache(maxsize=1 << 16)  # one replication asks for much the same keys as another
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
    mixed = np.empty_like(values)
    for block, shifted in _blocks(len(values)):
        _mix_block(values[block], mixed[block], shifted)
    return mixed


def _mix_block(values: Keys, mixed: Keys, shifted: Keys) -> None:
    np.bitwise_xor(values, np.right_shift(values, _30, out=shifted), out=mixed)
    mixed *= _FIRST_64
    mixed ^= np.right_shift(mixed, _27, out=shifted)
    mixed *= _SECOND_64
    mixed ^= np.right_shift(mixed, _31, out=shifted)


def _blocks(length: int) -> Iterator[tuple[slice, Keys]]:
    """Parts of an array that fit a processor's nearest memory, each with room as large for what comes between.

    Over a whole large array every step would wait for memory, and fresh memory at that.
    """
    room: Keys = np.empty(min(length, _BLOCK), np.uint64)
    for begin in range(0, length, _BLOCK):
        size = min(_BLOCK, length - begin)
        yield slice(begin, begin + size), room[:size]


def person_key(group: int, post: int, holder: int) -> int:
    """The identity of a person: the `holder`-th of a post. `group` is the `stable_key` of the group's name."""
    return mix(group ^ mix((post << 20) + holder))


def person_keys(group: np.uint64 | Keys, post: Ints, holder: int | Ints) -> Keys:
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
        return (((value ^ (value >> 31)) >> 12) + 0.5) * _UNIT

    def uniforms(self, identities: Keys, occasion: int = 0) -> Floats:
        """`uniform` of each identity."""
        key, scatter = np.uint64(self.key), np.uint64((occasion * _GOLDEN) & _MASK)
        drawn = np.empty(len(identities))
        mixed = np.empty(min(len(identities), _BLOCK), np.uint64)
        for block, shifted in _blocks(len(identities)):
            values, u = mixed[: len(shifted)], drawn[block]
            np.bitwise_xor(identities[block], key, out=values)
            values += scatter
            _mix_block(values, values, shifted)
            values >>= _12
            u[:] = values
            u += 0.5
            u *= _UNIT
        return drawn


class Luck:
    """All the randomness of one replication of one seed."""

    def __init__(self, seed: int, replication: int) -> None:
        self._key = stable_key("luck", seed, replication)

    def stream(self, *name: str) -> Stream:
        """The stream of that name: the same one however often and whenever it is asked for."""
        return Stream(mix(self._key ^ stable_key(*name)))
