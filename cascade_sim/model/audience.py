"""Those whom a course is for, and those of them who are booked on one delivery: what staff and the public share."""

from collections.abc import Sequence
from typing import NamedTuple

from ..scenario.plan import CourseSettings


class Outlook(NamedTuple):
    """What lies ahead of a delivery: which settings will be in force, and pauses."""

    stretches: tuple[int, ...]  # of `Plan.settings`: when it begins, and at the end of each day up to its outcome
    begins_in_pause: bool  # whether the course is paused when day one begins
    paused_days: Sequence[int]  # which of its days (0 for day one) end in a pause


class Party:
    """The people booked on one delivery.

    What becomes of them is settled when they are booked, for their luck, and when they leave, are known; it comes true
    step by step, unless the delivery is cancelled before.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.withdrew = self.absent = self.turned_away = self.fell_short = self.left = self.completed = 0
        self.came = 0  # and found a place

    def let_go(self) -> None:
        """Put everybody back to their place in the order: they are not booked after all."""
        raise NotImplementedError

    def passed_over(self, now: float, at_most: int) -> int:
        """How many who wait could have been here, counted no further than `at_most`."""
        raise NotImplementedError

    def book(self, since: int, days: Sequence[int], settings: CourseSettings, outlook: Outlook) -> None:
        """Book them, and settle what becomes of them; `days` are those up to the outcome."""
        raise NotImplementedError

    def turn_away(self, now: float) -> None:
        """Put those back for whom there was no place on day one."""
        raise NotImplementedError

    def conclude(self, day_one: int, now: float) -> None:
        """Let come true what was settled."""
        raise NotImplementedError

    def cancel(self, now: float, until: float) -> None:
        """Put back whoever is still booked, as of the moment `until`."""
        raise NotImplementedError

    def leave_unfinished(self, end: float) -> int:
        """Note that they are still booked when the run ends; how many have left by then."""
        raise NotImplementedError


class Audience:
    """Everybody whom a course is for, and its waiting list."""

    def gather(self, now: float, settings: CourseSettings, day_one: int, delivery: int, locality: int) -> Party:
        """Take people off the list for a delivery, of one locality or (-1) of all; `delivery` is its identity."""
        raise NotImplementedError

    def keep_count(self) -> None:
        """Count the people waiting (before the run; for a schedule that looks at it)."""
        raise NotImplementedError

    def waiting_now(self, now: float, locality: int) -> int:
        """How many people wait; `keep_count` must have been called."""
        raise NotImplementedError

    def bring_up_to(self, now: float) -> None:
        """Have everybody on the list who is on it now."""
        raise NotImplementedError
