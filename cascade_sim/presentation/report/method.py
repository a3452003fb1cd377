"""The method of a run in a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...units import counted
from ..charts import Source
from ..words import day_words
from .page import Block, Points, Text

AGAIN = "The same scenario, seed and version give the same numbers."
ALONE = "This page needs no network and runs no script. Its numbers are those of the tables."
_LEFT_OUT = (
    "full-time equivalents (people are heads)",
    "moves between posts: who changes from one group to another leaves, and somebody new starts",
    "clashes between courses that somebody is booked on as a learner, or between learning and teaching",
    "training that changes who leaves, and what people do with what they have learnt",
    "decisions: nobody adds a course because a list is long, unless the scenario says so",
)


def in_a_page(source: Source, about: Mapping[str, Any]) -> Iterator[Block]:
    """How the numbers came about, for a reader who does not know the model."""
    scenario, futures = source.scenario, source.futures
    yield Text(
        f"This is a discrete-event simulation of {_area(source)} from {day_words(scenario.start)} to "
        f"{day_words(scenario.end)}, day by day. Every post, every person in it and every delivery of every course is "
        "followed by itself. People start, ask for a course, wait, are booked, come or stay away, complete it, and one "
        "day leave and take their training with them. Those who teach differ in how much they can give beside the day "
        "job; they stop and start again. Deliveries are lost to closures and to want of members or bookings, and "
        "places to empty seats, withdrawals and absence."
    )
    yield Text(
        f"One future is one run of the model with its own luck. {counted_futures(source)} Expected values are means "
        "over futures, likely ranges hold eight futures in ten, and probabilities are shares of futures, with a 95% "
        "interval (Wilson)."
    )
    if futures.values_drawn:
        yield Text(
            "Where the scenario gives a range, each future draws a value of its own: normal on each side of the value "
            "as written, in the scale of the quantity, so that nine draws in ten fall inside the range. So the likely "
            "range shows what we do not know as well as chance. Beside it stands chance alone, from futures in which "
            "every value is as written."
        )
        if scenario.posterior is not None:
            yield Text(
                f"{counted(len(scenario.posterior.paths), 'value')} that were fitted together are drawn together: each "
                f"future takes one of the {counted(len(scenario.posterior), 'row')} of posterior.csv, beside this page."
            )
    yield Text(
        "Coverage is people in post who hold the qualification, unexpired, divided by people in post, over the groups "
        "the course is for. “Trained ever” counts people whether or not they are still in post."
    )
    yield from not_in_the_model()
    if about:
        yield Text(f"{AGAIN} The command: {about['command']}")


def not_in_the_model() -> Iterator[Block]:
    """What is left out."""
    yield Text("None of the ranges covers a model that is wrong. Not in the model:")
    yield Points(_LEFT_OUT)


def _area(source: Source) -> str:
    groups = source.scenario.groups
    return f"{counted(len(groups), 'staff group')} and {counted(len(source.scenario.courses), 'course')}"


def counted_futures(source: Source) -> str:
    """How many futures there were."""
    futures = source.futures
    beside = f", and {futures.chance_beside:,} more with all values held" if futures.chance_beside else ""
    failed = f"; {futures.failed:,} failed and count nowhere" if futures.failed else ""
    return f"There are {counted(futures.told, 'future')}{beside}{failed}."
