"""What a scenario has that others do without: localities, courses for the public, self-paced courses, prices."""

from collections.abc import Mapping

from ..scenario import Scenario

_CURRENCY = "GBP"  # of a scenario without prices


def localities_of(scenario: Scenario) -> tuple[str, ...]:
    """The localities, in file order."""
    return tuple(getattr(scenario, "localities", ()))


def public_of(scenario: Scenario) -> Mapping[str, str]:
    """The courses that are for the public, and what these people are called."""
    found = {name: getattr(course, "public", None) for name, course in scenario.courses.items()}
    return {name: str(public.name) for name, public in found.items() if public is not None}


def self_paced_of(scenario: Scenario) -> tuple[str, ...]:
    """The courses without deliveries."""
    return tuple(name for name, course in scenario.courses.items() if getattr(course, "self_paced", None) is not None)


def currency_of(scenario: Scenario) -> str:
    """The currency of all prices."""
    return getattr(scenario, "currency", None) or _CURRENCY
