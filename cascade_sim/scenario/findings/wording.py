"""Numbers in the sentences of findings."""

from ...units import format_number


def about(number: float) -> str:
    """A number with the digits that an expectation deserves: `1,240`, `58`, `15.7`, `0.3`."""
    return f"{number:,.0f}" if number >= 20 else format_number(round(number, 1))
