"""What is drawn: ranges whose values break another rule, which clips those futures, and posteriors with few draws."""

from collections.abc import Iterator

from ...units import counted, format_share
from .finding import Finding
from .look import Look

ENOUGH_DRAWS = 50


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


def few_joint_draws(look: Look) -> Iterator[Finding]:
    """A posterior whose rows are soon used up."""
    posterior = look.scenario.posterior
    if posterior is not None and len(posterior) < ENOUGH_DRAWS:
        yield look.finding(
            "few_joint_draws",
            ("posterior",),
            f"joint draws: only {counted(len(posterior), 'row')}, so futures repeat one another",
            f"of 200 futures that draw values, {200 / len(posterior):.0f} have the same ones on average",
            f"a posterior of at least {ENOUGH_DRAWS} rows",
        )
