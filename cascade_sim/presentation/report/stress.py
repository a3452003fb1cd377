"""The STRESS-DES checklist, filled in from the scenario of a run and its manifest."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...units import counted
from ..charts import Source
from ..grids import Grid
from ..words import day_words, month_words
from .method import counted_futures
from .page import Block, Numbers, Text


def checklist(source: Source, about: Mapping[str, Any]) -> Iterator[Block]:
    """What Monks and others (2019) ask of a report on a discrete-event simulation."""
    yield Text(
        "What a report on a discrete-event simulation should say: Monks and others, “Strengthening the reporting of "
        "empirical simulation studies”, Journal of Simulation 13 (2019)."
    )
    rows = [*_objectives(source), *_logic(source), *_data(source), *_experiment(source), *_implementation(about)]
    yield Numbers(Grid.of("STRESS-DES", ["Item", "Here"], rows, words=(1,)))


def _objectives(source: Source) -> Iterator[tuple[str, str]]:
    scenario = source.scenario
    yield (
        "1.1 Purpose of the model",
        "What share of a workforce will be trained by when, through a few local trainers, and what holds it back.",
    )
    aims = ", ".join(target.name for target in scenario.targets)
    yield (
        "1.2 Model outputs",
        "Coverage, people trained ever, waiting, starters on time, members, deliveries, places, cost.",
    )
    yield (
        "1.3 Aims of experimentation",
        f"A forecast of one plan; targets: {aims}." if aims else "A forecast of one plan.",
    )


def _logic(source: Source) -> Iterator[tuple[str, str]]:
    scenario = source.scenario
    courses = ", ".join(course.label for course in scenario.courses.values())
    yield (
        "2.1 Base model overview",
        "Posts and people → requests → deliveries, given by members → qualifications, until people leave.",
    )
    yield (
        "2.2 Base model logic",
        "In words above; rule by rule, with the order of things at one instant, in docs/model.md.",
    )
    yield "2.3 Scenario logic", f"The scenario file: {scenario.name}, kept resolved beside this page as scenario.yaml."
    yield (
        "2.4 Algorithms",
        "Bookings go down a list of priorities, then by who asked first; members are chosen by a weighted lot.",
    )
    yield (
        "2.5.1 Entities",
        f"{counted(len(scenario.groups), 'staff group')}: people in posts; people of the public, counted.",
    )
    yield "2.5.2 Activities", f"Deliveries of {courses or 'no course'}, and the days of each."
    yield (
        "2.5.3 Resources",
        f"Members of {counted(len(scenario.roles), 'role')}; places; release of staff; budgets, where given.",
    )
    yield "2.5.4 Queues", "One waiting list for each course."
    yield "2.5.5 Entry and exit", "People enter by starting in a post that is vacant, and exit by leaving it."


def _data(source: Source) -> Iterator[tuple[str, str]]:
    register = source.scenario.register
    sourced = sum(one.source is not None for one in register)
    yield (
        "3.1 Data sources",
        f"{counted(sourced, 'number')} of the register {'name' if sourced != 1 else 'names'} a source: see there.",
    )
    yield (
        "3.2 Pre-processing",
        "None by the program: numbers are used as they are written, durations and rates turned into days.",
    )
    yield (
        "3.3 Input parameters",
        f"{counted(len(register), 'number')} with evidence in the register; all others in scenario.yaml.",
    )
    yield (
        "3.4 Assumptions",
        "The register says which numbers are assumed; what is left out of the model is listed above.",
    )


def _experiment(source: Source) -> Iterator[tuple[str, str]]:
    scenario = source.scenario
    yield "4.1 Initialisation", f"A known state on {day_words(scenario.start)}, described by the scenario; no warm-up."
    yield "4.2 Run length", f"{month_words(scenario.start)} to {month_words(scenario.end)}."
    yield (
        "4.3 Estimation approach",
        f"{counted_futures(source)} Means with Student’s t, probabilities with Wilson intervals, at 95%.",
    )


def _implementation(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    libraries = ", ".join(f"{name} {which}" for name, which in about.get("libraries", {}).items())
    version = f"cascade-sim {about['version']}, Python {about['python']}; {libraries}." if about else "cascade-sim."
    yield "5.1 Software", version
    seed = f"Seed {about['seed']}. " if about else ""
    yield (
        "5.2 Random sampling",
        f"{seed}Every draw is a function of seed, future, decision and person (SplitMix64 hash).",
    )
    yield (
        "5.3 Model execution",
        "Discrete-event (SimPy) with NumPy arrays for people; things at one instant in one stated order.",
    )
    yield "5.4 System", f"{about['platform']}." if about else "Any that runs Python 3.11 or later."
    scenario = f" The scenario’s SHA-256: {about['scenario']['sha256']}." if about else ""
    yield "6.1 Computer model sharing", f"Open source under the MIT licence.{scenario}"
