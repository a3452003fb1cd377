"""What one replication leaves behind: dated facts, the state at each snapshot, and a row for each delivery.

The recorder is handed to a model and is all that a model writes to. It keeps what happened (somebody started, asked,
completed; a member stopped) and, apart from that, what was so at each snapshot (people in post, holders, people
waiting). The two come by different ways, so that the balances between them are a check on the model and not an
identity.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..timeline import Timeline

# Facts and the columns of the same name they are counted in. Each has a day, a place (course or role; 0 for the
# workforce) and a cell: of the workforce and of courses that of `Scopes.cell`, of roles the group, of the public 0.
WORKFORCE_FACTS = ("started", "left")
COURSE_FACTS = (
    "completed",  # value: whole weeks from asking to day one
    "gained_existing",
    "gained_starters",
    "renewed",
    "arrived_with",
    "left_holding",
    "expired",
    "asked",
    "signed_up",
    "gave_up",
    "left_waiting",
)
PUBLIC_FACTS = (  # their values are numbers of people
    "public_arrived",
    "public_signed_up",
    "public_completed",
    "public_gave_up",
    "public_gave_up_waiting",
)
ROLE_FACTS = (
    "joined",
    "never_started",
    "stopped",
    "stopped_unused",
    "started_again",
    "left_role",
    "left_active",
    "gave",  # a member gave a delivery that ran; day: its planned day one; value: its number of days, sessions included
    "paid",  # for a member's days on a delivery; day: its planned day one; value: hundredths of the currency
)
FACTS = (*WORKFORCE_FACTS, *COURSE_FACTS, *PUBLIC_FACTS, *ROLE_FACTS)

WORKFORCE_STOCKS = ("posts", "in_post", "vacant")
COURSE_STOCKS = (
    "in_post",
    "holders",
    "trained_ever",
    "trained_ever_in_post",
    "waiting",
    "booked",
    "due",
    "due_on_time",
)
PUBLIC_STOCKS = ("waiting", "booked")
ROLE_STOCKS = ("members", "active", "delivering", "experienced")

LOSSES = ("closed", "no_trainers", "no_budget", "few_bookings", "release", "empty", "attendance")
COSTS = ("deliveries", "places", "packs", "licences", "sessions", "bought_in", "member_days")
STATUSES = ("run", "cancelled", "unfinished")
CANCELLATIONS = ("", "closed", "no_trainers", "few_bookings", "trainer_dropped_out", "no_budget")


@dataclass(frozen=True)
class Scopes:
    """The names of the things facts are about, and over which groups each course and role is told."""

    timeline: Timeline
    groups: tuple[str, ...]
    courses: tuple[str, ...]
    course_groups: tuple[tuple[int, ...], ...]
    schedules: tuple[tuple[str, ...], ...]
    roles: tuple[str, ...]
    role_groups: tuple[tuple[int, ...], ...]
    year_starts: int
    localities: tuple[str, ...]
    schedule_localities: tuple[tuple[int | None, ...], ...]  # by course and schedule
    public: tuple[int, ...]  # the courses that are for the public
    priced: tuple[int, ...]  # the courses that ever cost anything
    has_budgets: bool

    @property
    def cells(self) -> int:
        """How many cells there are: a group in a locality each, or a group where there are no localities."""
        return len(self.groups) * max(1, len(self.localities))

    def cell(self, group: int, locality: int) -> int:
        """The cell of a group's people in a locality (0 where there are none)."""
        return group * max(1, len(self.localities)) + locality


class DeliveryRow(NamedTuple):
    """One delivery whose bookings closed, as it stood when it was over, was cancelled, or the run ended.

    If it was cancelled, all that follows `booked` is 0, and so is `booked` if it was cancelled at closing; if it is
    unfinished, only `booked`, `empty`, `left` and `turned_away` are told: the others are still booked.
    """

    course: int
    schedule: int
    number: int
    planned: int  # day one
    status: str
    cause: str
    places: int
    booked: int
    empty: int
    withdrew: int = 0
    left: int = 0
    absent: int = 0
    turned_away: int = 0
    fell_short: int = 0
    completed: int = 0
    trainers: int = 0


Fact = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Records:
    """All that one replication recorded.

    `facts[kind]` holds four arrays, one element for each fact: day, place, cell, value. `losses` likewise: planned
    day one, course, index in `LOSSES`, places; and `costs`: day, course, index in `COSTS`, hundredths of the currency.
    Stocks are indexed [snapshot, place, cell], those of roles [snapshot, role, group], those of the public
    [snapshot, course]; `still_waiting` [month, course] is the people waiting after the month's last closing, or at its
    end where there is none.
    """

    facts: dict[str, Fact]
    losses: Fact
    costs: Fact
    deliveries: tuple[DeliveryRow, ...]
    workforce: dict[str, NDArray[np.int64]]
    coverage: dict[str, NDArray[np.int64]]
    public: dict[str, NDArray[np.int64]]
    roles: dict[str, NDArray[np.int64]]
    still_waiting: NDArray[np.int64]


class Recorder:
    """Takes down facts, one at a time or many at once, and states, and hands them over as `Records`."""

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        snapshots, groups, cells = len(scopes.timeline.snapshots), len(scopes.groups), scopes.cells
        self._ones: dict[str, list[tuple[float, int, int, int]]] = defaultdict(list)
        self._many: dict[str, list[Fact]] = defaultdict(list)
        self._deliveries: list[DeliveryRow] = []
        self.workforce = {name: np.zeros((snapshots, 1, cells), np.int64) for name in WORKFORCE_STOCKS}
        self.coverage = {name: np.zeros((snapshots, len(scopes.courses), cells), np.int64) for name in COURSE_STOCKS}
        self.public = {name: np.zeros((snapshots, len(scopes.courses)), np.int64) for name in PUBLIC_STOCKS}
        self.roles = {name: np.zeros((snapshots, len(scopes.roles), groups), np.int64) for name in ROLE_STOCKS}
        self.still_waiting = np.zeros((len(scopes.timeline.month_starts) - 1, len(scopes.courses)), np.int64)

    def fact(self, kind: str, day: float, place: int, cell: int, value: int = 0) -> None:
        """Take down that something happened on `day` to somebody of a cell (of a role: of a group)."""
        self._ones[kind].append((day, place, cell, value))

    def many_facts(
        self, kind: str, days: NDArray[np.float64], place: ArrayLike, cells: ArrayLike, values: ArrayLike = 0
    ) -> None:
        """Take down many facts of one kind; a single place, cell or value holds for all."""
        places, of_cells, of_values = (
            np.broadcast_to(np.asarray(column, np.int64), days.shape) for column in (place, cells, values)
        )
        self._many[kind].append((days, places, of_cells, of_values))

    def loss(self, cause: str, day_one: int, course: int, places: int) -> None:
        """Take down that places of the delivery planned for `day_one` were lost to a cause of `LOSSES`."""
        if places:
            self._ones["losses"].append((day_one, course, LOSSES.index(cause), places))

    def cost(self, kind: str, day: float, course: int, amount: int) -> None:
        """Take down that a course costs so many hundredths of the currency, for a reason of `COSTS`."""
        if amount:
            self._ones["costs"].append((day, course, COSTS.index(kind), amount))

    def many_costs(self, kind: str, days: NDArray[np.float64], course: int, amounts: NDArray[np.int64]) -> None:
        """The same on many days, with an amount for each."""
        owed = np.flatnonzero(amounts)
        if len(owed):
            index = np.full(owed.shape, COSTS.index(kind))
            self._many["costs"].append((days[owed], np.full(owed.shape, course), index, amounts[owed]))

    def delivery(self, row: DeliveryRow) -> None:
        """Take down a delivery that is over, cancelled, or under way at the end."""
        self._deliveries.append(row)

    def finish(self) -> Records:
        """Hand over what was taken down; facts later than the run's end are left out."""
        return Records(
            facts={kind: self._gather(kind) for kind in FACTS},
            losses=self._gather("losses"),
            costs=self._gather("costs"),
            deliveries=tuple(sorted(self._deliveries, key=lambda row: (row.course, row.schedule, row.number))),
            workforce=self.workforce,
            coverage=self.coverage,
            public=self.public,
            roles=self.roles,
            still_waiting=self.still_waiting,
        )

    def _gather(self, kind: str) -> Fact:
        chunks = list(self._many[kind])
        if self._ones[kind] or not chunks:
            ones = np.fromiter(chain.from_iterable(self._ones[kind]), np.float64).reshape(-1, 4).T
            chunks.insert(0, (ones[0], *(column.astype(np.int64) for column in ones[1:])))
        days, places, cells, values = chunks[0] if len(chunks) == 1 else map(np.concatenate, zip(*chunks, strict=True))
        within = days <= self.scopes.timeline.snapshot_times[-1]
        if within.all():
            return days, places, cells, values
        kept = np.flatnonzero(within)
        return days[kept], places[kept], cells[kept], values[kept]


def delivery_columns(rows: Sequence[DeliveryRow]) -> dict[str, Sequence[int | str]]:
    """The deliveries as columns, by field name."""
    names = DeliveryRow._fields
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
