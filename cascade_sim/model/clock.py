"""The simulation clock: SimPy's, with the one stated order of things that fall at the same instant."""

from collections.abc import Generator
from enum import IntEnum
from heapq import heappop, heappush, heappushpop

import simpy

from ..timeline import OPENING


class Order(IntEnum):
    """What comes first among things at one instant. The lot of a delivery, in [0, 1), is added to its step.

    Giving up, the snapshot of a day, starts and leaves, expiries and requests are known beforehand, or looked up by
    time, so only the other steps are scheduled as events; these are here because this is where the order is written
    down.
    """

    GIVING_UP = -1
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


Story = Generator[simpy.Event, None, None]  # a process that waits for moments, and for nothing else


_Entry = tuple[float, float, int, simpy.Event]  # moment, order, a running number


class _Due(simpy.Event):
    """An event that is sure to happen, with nothing to tell."""

    _ok, _value = True, None

    def __init__(self, env: simpy.Environment) -> None:  # as in SimPy, less a call: there are thousands of them
        self.env, self.callbacks = env, []


class Clock(simpy.Environment):
    """A SimPy environment whose events are scheduled at a moment, not after a delay."""

    def __init__(self) -> None:
        super().__init__(initial_time=OPENING)
        self._at_hand: _Entry | None = None  # what was scheduled last: often it is the next to happen

    def at(self, moment: float, order: float) -> simpy.Event:
        """An event that happens at `moment`, in its `order` among those of that moment.

        A `Timeout` cannot carry an order, and SimPy adds its delay to the present time: rounding could then move an
        event off its day. So the event goes into the queue under the exact moment.
        """
        event = _Due(self)
        if self._at_hand is not None:
            heappush(self._queue, self._at_hand)  # type: ignore[misc]  # its order may be a fraction
        self._at_hand = moment, order, next(self._eid), event
        return event

    def tell(self, story: Story) -> None:
        """Let a story begin now and go on at each moment it waits for.

        This is `simpy.Environment.process` less what only processes that wait for each other need: a beginning and an
        end that are events too.
        """
        _Telling(story).go_on()

    def run_through(self, last: float) -> None:
        """Let happen all that falls up to and at the moment `last` (SimPy's `run(until)` leaves out events at it)."""
        while (entry := self._take_next()) is not None:
            if entry[0] > last:
                self._at_hand = entry
                return
            self._now, _, _, event = entry
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as SimPy marks what is over
            for callback in callbacks:
                callback(event)

    def _take_next(self) -> "_Entry | None":
        """What happens next, taken out of the queue: at the cost of one change to it, or none, and not of two."""
        entry, self._at_hand = self._at_hand, None
        queue: list[_Entry] = self._queue  # type: ignore[assignment]
        if entry is not None:
            return heappushpop(queue, entry)
        return heappop(queue) if queue else None

    def forget(self) -> None:
        """Forget all that was still to happen, and with it the stories that wait for it."""
        self._queue.clear()
        self._at_hand = None


class _Telling:
    """A story and how far it has been told."""

    __slots__ = ("_story",)

    def __init__(self, story: Story) -> None:
        self._story = story

    def go_on(self, _: simpy.Event | None = None) -> None:
        """Tell the story up to the next moment it waits for."""
        event = next(self._story, None)
        if event is not None:
            event.callbacks.append(self.go_on)
