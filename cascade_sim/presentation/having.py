"""Which courses of a scenario are not held on dates for staff."""

from collections.abc import Mapping

from ..scenario import Scenario


def public_of(scenario: Scenario) -> Mapping[str, str]:
    """The courses that are for the public, and what these people are called."""
    return {name: course.public.name for name, course in scenario.courses.items() if course.public}


def self_paced_of(scenario: Scenario) -> tuple[str, ...]:
    """The courses without deliveries."""
    return tuple(name for name, course in scenario.courses.items() if course.self_paced)
