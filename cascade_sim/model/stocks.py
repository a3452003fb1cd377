"""What was so at each snapshot, counted from spells: who was in a state, from when until when."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from ..randomness.streams import Floats, Ints
from ..timeline import INSTANT, YEAR, Timeline
from .member import Member

_BLOCK = 1 << 14  # spells


def present(timeline: Timeline, cells: int, cell: Ints, since: Floats, until: Floats | None = None) -> Ints:
    """How many of each cell are in a state at each snapshot, [snapshot, cell].

    A spell holds since ≤ t < until; without `until`, for ever.
    """

    def passed(moments: Floats, of_cells: Ints) -> Ints:
        places = timeline.rows(moments)
        places *= cells
        places += of_cells
        return np.bincount(places, minlength=len(change))

    change = np.zeros((len(timeline.snapshots) + 1) * cells, np.int64)
    for block in _blocks(len(since), len(change)):  # each costs a look at every one of them
        change += passed(since[block], cell[block])
        if until is not None:
            change -= passed(np.maximum(until[block], since[block]), cell[block])
    counted: Ints = np.cumsum(change.reshape(-1, cells), axis=0)[:-1]
    return counted


class Flow:
    """Moments, and how many people something happened to at each."""

    def __init__(self) -> None:
        self._moments: list[float] = []
        self._numbers: list[int] = []
        self._more: list[tuple[Floats, Ints]] = []

    def add(self, moment: float, number: int) -> None:
        """Note something that happened at a moment."""
        if number:
            self._moments.append(moment)
            self._numbers.append(number)

    def add_columns(self, moments: Floats, numbers: Ints) -> None:
        """The same for many moments."""
        self._more.append((moments, numbers))

    def columns(self) -> tuple[Floats, Ints]:
        """All moments and numbers, in no order."""
        parts = [(np.array(self._moments), np.array(self._numbers, np.int64)), *self._more]
        moments, numbers = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return moments.astype(np.float64, copy=False), numbers


def after(moments: Floats, when: Floats, change: Ints) -> Ints:
    """What changes that happened up to each moment add up to."""
    order = np.argsort(when, kind="stable")
    so_far = np.concatenate([[0], np.cumsum(change[order])])
    added: Ints = so_far[np.searchsorted(when[order], moments, side="right")]
    return added


def present_at(moments: Floats, since: Floats, until: Floats) -> Ints:
    """How many spells hold at each moment."""

    def begun(times: Floats) -> Ints:
        return np.searchsorted(np.sort(times), moments, side="right")

    held = np.zeros(len(moments), np.int64)
    for block in _blocks(len(since)):
        held += begun(since[block]) - begun(np.maximum(until[block], since[block]))
    return held


def _blocks(length: int, least: int = 0) -> Iterator[slice]:
    """Parts of columns so long, that are small enough for a processor's nearest memory but not shorter than `least`.

    Over whole long columns every step would wait for memory, and fresh memory at that.
    """
    step = max(_BLOCK, least)
    for begin in range(0, length, step):
        yield slice(begin, begin + step)


def delivering(members: Sequence[Member]) -> tuple[Ints, Floats, Floats]:
    """When members had given a delivery in the last 12 months: group, since, until."""
    deliveries = [len(member.delivered) for member in members]
    moments = np.fromiter(chain.from_iterable(member.delivered for member in members), np.float64)
    following = np.append(moments[1:], np.inf)[: len(moments)]
    following[np.cumsum([number for number in deliveries if number], dtype=np.int64) - 1] = np.inf  # each one's last
    group = np.repeat(np.array([member.group for member in members], np.int64), deliveries)
    leave = np.repeat(np.array([member.leave for member in members], np.float64), deliveries)
    return group, moments, np.minimum(np.minimum(moments + YEAR, following), leave)


def columns(spells: Sequence[tuple[int, float, float]]) -> tuple[Ints, Floats, Floats]:
    """Spells as columns: group, since, until."""
    table = np.array(spells, dtype=np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int64), table[:, 1], table[:, 2]


def months_last_look(timeline: Timeline, closings: Sequence[int]) -> Floats:
    """For each month, its last closing of bookings, or its end where there is none."""
    starts = timeline.month_starts
    looks: Floats = starts[1:].astype(np.float64) - INSTANT
    within = [day for day in closings if day < timeline.days]
    if within:
        days = np.array(sorted(within), dtype=np.int64)
        months = np.searchsorted(starts, days, side="right") - 1
        looks[months] = days  # the last one written stands, and days are in order
    return looks
