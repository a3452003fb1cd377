"""A member of a role, and the diary of who teaches on which day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..timeline import end_of


class Dated(Protocol):
    """What a member can be booked for: something on given days, the first of which is day one."""

    @property
    def days(self) -> Sequence[int]:
        """Its days, in order."""


@dataclass(eq=False)
class Member:
    """Somebody who does a role beside their job.

    `keenness` is their own capacity ÷ the mean one. Spells are (from, until) moments; the one under way is noted
    when it ends.
    """

    person: int
    identity: int
    group: int
    leave: float
    keenness: float
    joined: float
    active: bool
    never_starts: bool
    experienced_since: float | None
    active_since: float
    supervised: int = 0
    recent: int = 0  # deliveries booked, and those given in the last year
    booked: dict[Dated, float] = field(default_factory=dict)  # and from when they will be rested after it
    rested_from: float = float("-inf")  # the first moment at which a day one would leave them their rest
    _rests_until: float = float("-inf")  # after deliveries whose day one was held
    delivered: list[float] = field(default_factory=list)  # moments of the outcomes
    spells_active: int = 0
    spells_inactive: int = 0
    idle_since: float | None = None  # when the clock of the unused began to run; None while it stands still
    idle_before: float = 0.0  # what it had counted before

    @property
    def experienced(self) -> bool:
        """Whether they count as experienced."""
        return self.experienced_since is not None

    def book(self, delivery: Dated, rested_from: float) -> None:
        """Enter a delivery, after which they will be rested from that moment."""
        self.booked[delivery] = rested_from
        self.rested_from = max(self.rested_from, rested_from)

    def end_booking(self, delivery: Dated, *, held: bool) -> None:
        """Strike out a delivery; if its day one was held, the rest it earned stays."""
        rested_from = self.booked.pop(delivery)
        if held:
            self._rests_until = max(self._rests_until, rested_from)
        else:
            self.rested_from = max([self._rests_until, *self.booked.values()])

    def bookings_can_end(self, now: float) -> float:
        """The first moment after now at which they may have no booking left."""
        return max(
            float(delivery.days[0])
            if delivery.days[0] > now
            else min(end_of(day) for day in delivery.days if end_of(day) > now)
            for delivery in self.booked
        )


class Diary:
    """Who teaches on which day, in any role."""

    def __init__(self) -> None:
        self._teaching: defaultdict[int, set[int]] = defaultdict(set)

    def book(self, person: int, days: Iterable[int]) -> None:
        """Enter somebody on days."""
        for day in days:
            self._teaching[day].add(person)

    def free(self, person: int, days: Iterable[int]) -> None:
        """Strike somebody off days."""
        for day in days:
            self._teaching[day].discard(person)

    def busy(self, days: Iterable[int]) -> set[int]:
        """Who teaches on any of the days."""
        return set().union(*(self._teaching[day] for day in days if day in self._teaching))
