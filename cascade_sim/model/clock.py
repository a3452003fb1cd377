"""The simulation clock: SimPy's, with the one stated order of things that fall at the same instant."""

from enum import IntEnum
from heapq import heappush

import simpy

from ..timeline import OPENING


class Order(IntEnum):
    """What comes first among things at one instant. The lot of a delivery, in [0, 1), is added to its step.

    Outcomes come before the snapshot of their day, starts and leaves, expiries and requests are known beforehand and
    are looked up by time, so only the steps that run as events are scheduled; the others are here because this is
    where the order is written down.
    """

    OUTCOMES = 0
    SNAPSHOT = 1
    CHANGES = 2
    STARTS_AND_LEAVES = 3
    EXPIRIES = 4
    MEMBERS = 5
    ASKING = 6
    PLANNING = 7
    CLOSING = 8
    BEGINNING = 9


class Clock(simpy.Environment):
    """A SimPy environment whose events are scheduled at a moment, not after a delay."""

    def __init__(self) -> None:
        super().__init__(initial_time=OPENING)

    def at(self, moment: float, order: float) -> simpy.Event:
        """An event that happens at `moment`, in its `order` among those of that moment.

        A `Timeout` cannot carry an order, and SimPy adds its delay to the present time: rounding could then move an
        event off its day. So the event goes into the queue under the exact moment.
        """
        event = simpy.Event(self)
        event._ok, event._value = True, None
        heappush(self._queue, (moment, order, next(self._eid), event))  # type: ignore[misc]  # its order may be a fraction
        return event

    def run_through(self, last: float) -> None:
        """Let happen all that falls up to and at the moment `last` (SimPy's `run(until)` leaves out events at it)."""
        while self.peek() <= last:
            self.step()
