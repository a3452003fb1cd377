"""The plain model's clock: a SimPy environment in which what falls at one instant has a stated order."""

from collections.abc import Callable
from enum import IntEnum
from heapq import heappush
from typing import Any

import simpy

from cascade_sim.timeline import OPENING, end_of


class Order(IntEnum):
    """What comes first when things fall at one instant (docs/model.md, "Time").

    What is counted from the end of a course day, such as how long a requirement has been held, can be reached at the
    end of a day too, and thus at the instant of a snapshot. Facts of that instant are counted in the snapshot's row,
    so the snapshot comes after them.
    """

    GIVING_UP = -1
    OUTCOMES = 0
    CHANGES = 2
    WORKFORCE = 3
    EXPIRIES = 4
    MEMBERS = 5
    ASKING = 6
    PLANNING = 7
    CLOSING = 8
    BEGINNING = 9
    SNAPSHOT = 10


class Clock(simpy.Environment):
    """Runs from the opening of the first day to the end of the last; what lies beyond never happens."""

    def __init__(self, last_day: int) -> None:
        super().__init__(initial_time=OPENING)
        self.end = end_of(last_day)

    def at(self, time: float, order: float, lot: float = 0.0) -> simpy.Event:
        """An event at that very time: `now + delay` would round."""
        event = simpy.Event(self)
        if time <= self.end:
            event._ok, event._value = True, None
            heappush(self._queue, (time, order + lot, next(self._eid), event))
        return event

    def call(self, time: float, order: float, action: Callable[..., Any], *arguments: Any) -> None:
        """Have something done at that time."""
        if time <= self.end:
            callbacks = self.at(time, order).callbacks
            assert callbacks is not None
            callbacks.append(lambda _: action(*arguments))

    def run_to_the_end(self) -> None:
        """Let everything happen up to and at the end of the last day."""
        while self.peek() <= self.end:
            self.step()
