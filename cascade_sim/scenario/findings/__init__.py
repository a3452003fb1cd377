"""Findings: a scenario that is legal and cannot work, told with the arithmetic, before anything is simulated.

Each rule is a function from a scenario looked at to the findings it makes. Every number is an expectation with all
values held, and generous where it is not exact, so that what is found is true; what is not found may still be.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import ceilings, dates, joining, localities, money, places, public, ranges, reach, settings, trainers
from .finding import Finding
from .look import Look

if TYPE_CHECKING:
    from ..loading import Scenario

__all__ = ["RULES", "Finding", "find"]

RULES: tuple[Callable[[Look], Iterator[Finding]], ...] = (
    places.fewer_places_than_starters,
    public.more_arrivals_than_places,
    public.licences_below_demand,
    ceilings.target_above_ceiling,
    reach.target_beyond_places,
    trainers.nobody_becomes_experienced,
    trainers.capacity_below_need,
    trainers.nobody_stays_in_use,
    dates.closure_removes_most_dates,
    dates.pause_removes_most_deliveries,
    dates.listed_on_closed_days,
    dates.never_held,
    ranges.ranges_contradict,
    ranges.few_joint_draws,
    joining.nobody_asks,
    joining.nobody_teaches,
    joining.nobody_may_take,
    joining.nobody_joins,
    settings.more_members_than_posts,
    settings.minimum_out_of_reach,
    settings.waiting_below_minimum,
    settings.renewal_too_late,
    settings.renewal_not_for_all,
    settings.nothing_renews,
    settings.due_too_soon,
    settings.more_waiting_than_staff,
    settings.trained_before_below_holders,
    localities.locality_without_dates,
    localities.dates_for_nobody,
    localities.locality_without_members,
    money.budget_below_plan,
    money.budget_for_nothing,
    money.price_for_nothing,
)


def find(scenario: "Scenario") -> tuple[Finding, ...]:
    """All findings of a scenario, in the order of its file."""
    look = Look(scenario)
    found = (finding for rule in RULES for finding in rule(look))
    return tuple(sorted(found, key=lambda finding: (finding.file, finding.line or 0, finding.column or 0)))
