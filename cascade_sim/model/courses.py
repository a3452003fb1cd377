"""A course as it runs: its settings in force, its audience, who teaches it, and its deliveries."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..randomness.streams import Luck, stable_key
from ..recording import Recorder
from ..scenario.plan import CourseSettings, Plan
from ..timeline import NEVER, end_of
from .audience import Audience, Outlook
from .clock import Clock
from .money import Ledger
from .public import Public
from .qualifications import Qualification
from .roles import Role
from .staff import Release, Staff
from .workforce import People

if TYPE_CHECKING:
    from .deliveries import Delivery

WHOLE_AREA = -1


class Course:
    """What the deliveries of one course share."""

    def __init__(
        self,
        plan: Plan,
        index: int,
        people: People,
        luck: Luck,
        clock: Clock,
        recorder: Recorder,
        qualifications: Sequence[Qualification],
        release: Release,
        ledger: Ledger,
    ) -> None:
        self.plan, self.index, self.clock, self.recorder, self.ledger = plan, index, clock, recorder, ledger
        self.settings: CourseSettings = plan.first.courses[index]  # in force now; changes alter it
        public = self.settings.public is not None
        self.staff = None if public else Staff(plan, index, people, luck, qualifications, release)
        self.public = Public(plan, index, luck) if public else None
        self.audience: Audience = self.public or self.staff  # type: ignore[assignment]  # it is one or the other
        self.is_priced = index in recorder.scopes.priced
        self.role: Role | None = None
        self.closings: list[int] = []
        self.under_way: set[Delivery] = set()  # from the closing of bookings to the end of it
        self._name = self.settings.name
        self._order = luck.stream("order")
        self._open: defaultdict[int, list[int]] | None = None
        self._settings = [settings.courses[index] for settings in plan.settings]
        self._ends = [*plan.breaks[1:], NEVER]  # of the stretches
        self._outlooks: dict[tuple[int, ...], Outlook] = {}  # by stretches
        self._within: dict[int, Outlook] = {}  # of deliveries that lie within one stretch

    def connect(self, courses: Sequence[Course], roles: Sequence[Role]) -> None:
        """Make known the role that teaches it and what else a completion may set going."""
        role = self.plan.first.courses[self.index].role
        self.role = None if role is None else roles[role]
        if self.staff is not None:
            self.staff.connect(courses, roles)

    def disconnect(self) -> None:
        """Forget the other courses and the deliveries, when all is over."""
        if self.staff is not None:
            self.staff.disconnect()
        self.under_way.clear()

    def closes(self, day_one: int) -> int:
        """When bookings close for a delivery of that day one: some days before, or at the start."""
        return max(0, day_one - self.settings.closes)

    def locality(self, schedule: int) -> int:
        """The locality whose people the deliveries of a schedule are for."""
        locality = self.settings.schedules[schedule].locality
        return WHOLE_AREA if locality is None else locality

    def delivery_key(self, schedule: int, number: int) -> int:
        """The identity of a delivery."""
        return stable_key("delivery", self._name, self.settings.schedules[schedule].name, number)

    def order_lot(self, delivery: int) -> float:
        """Where a delivery comes among those that do the same at the same instant."""
        return self._order.uniform(delivery)

    def outlook(self, days: Sequence[int], held: int) -> Outlook:
        """What lies ahead of a delivery on those days, of which so many are course days, the others sessions."""
        first = self.plan.stretch(days[0])
        if end_of(days[-1]) < self._ends[first]:  # as most often
            if first not in self._within:
                self._within[first] = self._outlook((first,) * (1 + len(days)), held)
            return self._within[first]
        return self._outlook((first, *(self.plan.stretch(end_of(day)) for day in days)), held)

    def _outlook(self, stretches: tuple[int, ...], held: int) -> Outlook:
        """The same for a delivery that begins in the first stretch, and whose days end in the others."""
        if stretches not in self._outlooks:
            ends = stretches[1 : 1 + held]
            paused = [which for which, stretch in enumerate(ends) if self._settings[stretch].paused]
            self._outlooks[stretches] = Outlook(stretches, self._settings[stretches[0]].paused, paused)
        return self._outlooks[stretches]

    # -- planning on demand -----------------------------------------------------------------------------------

    def keep_open(self, day_ones: Sequence[tuple[int, int]]) -> None:
        """Keep track of which deliveries are open for booking, beginning with those planned from the start.

        They are given as locality and day one.
        """
        self._open = defaultdict(list)
        for locality, day_one in sorted(day_ones):
            self._open[locality].append(day_one)
        self.audience.keep_count()

    def planned(self, locality: int, day_one: int) -> None:
        """Note another delivery that is open for booking."""
        if self._open is not None:
            insort(self._open[locality], day_one)

    def open_places(self, locality: int, today: int, up_to: int) -> int:
        """Places still open for booking to people of a locality (or to anybody), of day ones up to `up_to`.

        The public comes from everywhere.
        """
        opened: dict[int, list[int]] = self._open or {}
        of = list(opened) if locality == WHOLE_AREA or self.public is not None else [WHOLE_AREA, locality]
        places = 0
        for planned in (opened[which] for which in of if which in opened):
            first = bisect_left(planned, today + self.settings.closes) if today else 0
            places += bisect_right(planned, up_to) - first
        return self.settings.places * places
