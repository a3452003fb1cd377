"""Ranges whose values, drawn together, break another rule: those futures are clipped, and say so in `runs`."""

from collections.abc import Iterator

from ...units import format_share
from .finding import Finding
from .look import Look


def ranges_contradict(look: Look) -> Iterator[Finding]:
    """Settings whose ranges, as written, reach values that the model cannot use."""
    for contradiction in look.scenario.contradictions():
        yield look.finding(
            "ranges_contradict",
            contradiction.path,
            f"its range reaches impossible values: it must be {contradiction.rule}",
            f"for example {contradiction.example}; "
            f"so it is in about {format_share(contradiction.chance, 1)} of futures",
            "a narrower range, here or of what limits it, so that their ends fit together",
        )
