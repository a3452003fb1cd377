"""A member of a role, and the diary of who teaches on which day."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

from ..timeline import NEVER, end_of


class Dated(Protocol):
    """What a member can be booked for: something on given days, the first of which is day one."""

    @property
    def days(self) -> Sequence[int]:
        """Its days, in order."""


class Member:
    """Somebody who does a role beside their job.

    `keenness` is their own capacity ÷ the mean one. Spells are (from, until) moments; the one under way is noted
    when it ends.
    """

    def __init__(
        self,
        person: int,
        identity: int,
        group: int,
        locality: int,
        leave: float,
        keenness: float,
        joined: float,
        *,
        active: bool,
        experienced: bool,
        never_starts: bool,
    ) -> None:
        self.person, self.identity, self.group, self.locality = person, identity, group, locality
        self.leave, self.keenness = leave, keenness
        self.never_starts = never_starts
        self.joined, self.active, self.active_since = joined, active, joined
        self.experienced_since = joined if experienced else None
        self.supervised = 0
        self.recent = 0  # deliveries booked, and those given in the last year
        self.booked: dict[Dated, float] = {}  # and from when they will be rested after it
        self.rested_from = -NEVER  # the first moment at which a day one would leave them their rest
        self._rests_until = -NEVER  # after deliveries whose day one was held
        self.delivered: list[float] = []  # moments of the outcomes
        self.spells_active = self.spells_inactive = 0
        self.idle_since = joined if active else None  # when the clock of the unused began to run; None: it stands still
        self.idle_before = 0.0  # what it had counted before

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
            self.rested_from = max(chain((self._rests_until,), self.booked.values()))

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
        self._teaching: dict[int, set[int]] = {}

    def book(self, person: int, days: Iterable[int]) -> None:
        """Enter somebody on days."""
        for day in days:
            self._teaching.setdefault(day, set()).add(person)

    def free(self, person: int, days: Iterable[int]) -> None:
        """Strike somebody off days."""
        for day in days:
            self._teaching[day].discard(person)

    def is_free(self, person: int, days: Iterable[int]) -> bool:
        """Whether somebody teaches on none of the days."""
        for day in days:  # noqa: SIM110  # written out: this is asked about everybody drawn
            if person in self._teaching.get(day, ()):
                return False
        return True
