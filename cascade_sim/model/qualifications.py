"""Who holds a course's qualification, and since when: arrays over all people, and the spells that are over."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..randomness.streams import Floats, Ints, Luck
from ..scenario.plan import Plan
from ..timeline import INSTANT, OPENING
from .in_force import stretches
from .views import scalars
from .workforce import People

LONG_AGO = -1e6  # days: before any requirement
_LATER = INSTANT / 4  # an expiry comes after the outcomes and the snapshot of its instant


class Qualification:
    """The qualification of one course.

    `since` and `until` are the latest spell of holding of each person (both infinity where there is none): from the
    moment it was gained until it expires. People leave with it: in post is a matter of the workforce.
    """

    def __init__(self, plan: Plan, course: int, people: People, luck: Luck) -> None:
        self._plan, self._course, self._people = plan, course, people
        settings = plan.first.courses[course]
        since, held = self._at_start(luck, settings.name, settings.valid_for)
        self.held_at_start = held
        arrives = self._arrives(luck, settings.name)
        self.arrived = arrives
        since[arrives] = people.start[arrives]
        self.since: Floats = since
        self.until: Floats = np.full(len(people), np.inf)
        self.until[held] = since[held] + settings.valid_for + _LATER
        self.until[arrives] = people.start[arrives] + self._validities(people.start[arrives])
        self._since, self._until = scalars(self.since), scalars(self.until)
        self._over: list[tuple[int, float, float]] = []

    def holds(self, person: int, moment: float) -> bool:
        """Whether somebody holds it, unexpired, at a moment not before their latest spell began."""
        return bool(self._since[person] <= moment < self._until[person])

    def held_since(self, person: int) -> float:
        """When somebody's latest spell of holding began."""
        return float(self._since[person])

    def held_until(self, person: int) -> float:
        """When it expires or has expired."""
        return float(self._until[person])

    def ever_held(self, person: int) -> bool:
        """Whether somebody has held it at any time up to now."""
        return bool(self._since[person] < np.inf)

    def give_at_start(self, person: int) -> None:
        """Let somebody in post hold it from before the start."""
        self.held_at_start[person] = True
        valid_for = self._plan.first.courses[self._course].valid_for
        self._since[person] = LONG_AGO
        self._until[person] = OPENING + valid_for + _LATER

    def complete(self, people: Sequence[int], moment: float, valid_for: float) -> tuple[list[int], list[int]]:
        """Give or renew it from a moment on: who gained it, and who merely renewed it."""
        gained, renewed = [], []
        since, until, expires = self._since, self._until, moment + valid_for + _LATER
        for person in people:
            began = since[person]
            if began <= moment < until[person]:
                renewed.append(person)
            else:
                gained.append(person)
                if began < np.inf:
                    self._over.append((person, began, until[person]))
                since[person] = moment
            until[person] = expires
        return gained, renewed

    def gain(self, people: Ints, moments: Floats, valid_for: Floats) -> None:
        """Give it to people who do not hold it, and never did, each from a moment on and for so long."""
        self.since[people] = moments
        self.until[people] = moments + valid_for + _LATER

    def spells(self) -> tuple[Ints, Floats, Floats]:
        """All spells of holding: person, since, until (not cut off at the person's leave)."""
        held = np.flatnonzero(self.since < np.inf)
        over = np.array(self._over, dtype=np.float64).reshape(-1, 3)
        return (
            np.concatenate([held, over[:, 0].astype(np.int64)]),
            np.concatenate([self.since[held], over[:, 1]]),
            np.concatenate([self.until[held], over[:, 2]]),
        )

    def _at_start(self, luck: Luck, name: str, valid_for: float) -> tuple[Floats, NDArray[np.bool_]]:
        """Since when each person holds it at the start (infinity: does not), and who does.

        Who gained it longer ago than its validity does not hold it any more.
        """
        people, since = self._people, np.full(len(self._people), np.inf)
        for index, group in enumerate(self._plan.first.groups):
            share = group.hold_at_start[self._course]
            staff = np.flatnonzero((people.group == index) & people.existing) if share > 0 else np.zeros(0, np.int64)
            holders = staff[luck.stream("holds", name).uniforms(people.key[staff]) < share]
            u = luck.stream("gained", name).uniforms(people.key[holders])
            gained = group.gained[self._course]
            if gained is not None:
                since[holders] = np.minimum(-gained.quantile(u), OPENING)
            elif valid_for < np.inf:
                since[holders] = np.minimum(-u * valid_for, OPENING)
            else:
                since[holders] = LONG_AGO
        since[since + valid_for <= OPENING] = np.inf
        return since, since < np.inf

    def _arrives(self, luck: Luck, name: str) -> NDArray[np.bool_]:
        """Who arrives with it, at the share in force when they start."""
        by_stretch = np.array([[group.arrive_with[self._course] for group in s.groups] for s in self._plan.settings])
        if not by_stretch.any():
            return np.zeros(len(self._people), bool)
        shares = by_stretch[stretches(self._plan, self._people.start), self._people.group]
        return ~self._people.existing & (luck.stream("arrives", name).uniforms(self._people.key) < shares)

    def _validities(self, moments: Floats) -> Floats:
        by_stretch = np.array([settings.courses[self._course].valid_for for settings in self._plan.settings])
        return by_stretch[stretches(self._plan, moments)]
