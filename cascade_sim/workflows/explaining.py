"""Why plans differ: the scenarios that lie between two of them, run in the same futures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd

from .. import analysis
from ..analysis import Outcomes, Yardstick
from ..analysis.why import MOST_WEIGHED, Made, every_set
from ..errors import ScenarioError
from ..experiment.experiment import Progress, choose_executor, run_experiment, tables_of
from ..experiment.journal import Journal
from ..experiment.replicate import Kind, Replication
from ..measures import WATERFALL
from ..scenario import Scenario
from ..scenario.differing import Change, between, changes_between, joined
from .trials import Trial


@dataclass(frozen=True)
class _Ladder:
    """The changes from one scenario to another, and the scenarios in which some of them are made."""

    changes: tuple[Change, ...]
    scenarios: Mapping[Made, Scenario]

    @property
    def names(self) -> list[str]:
        return [change.name for change in self.changes]


def explain(
    trials: Sequence[Trial],
    outcomes: Mapping[str, Outcomes],
    yardsticks: Sequence[Yardstick],
    progress: Progress | None,
    jobs: int | None,
) -> pd.DataFrame:
    """The table `waterfall`: from the first plan to each other, change by change, in the futures compared."""
    first, *others = trials
    numbered = _numbered(trials, outcomes[first.plan.name])
    found = [pd.DataFrame(columns=list(WATERFALL.names()))]
    for trial in others:
        ladder = _ladder(first.plan.scenario, trial.plan.scenario)
        if not ladder.changes:
            continue
        whole = frozenset(range(len(ladder.changes)))
        known = {frozenset[int](): outcomes[first.plan.name], whole: outcomes[trial.plan.name]}
        made = {
            some: known[some] if some in known else _outcomes(scenario, numbered, yardsticks, progress, jobs)
            for some, scenario in ladder.scenarios.items()
        }
        found.append(analysis.waterfall(trial.plan.name, made, ladder.names, yardsticks))
    told = [rows for rows in found if len(rows)]
    return pd.concat(told, ignore_index=True) if told else found[0]


def _numbered(trials: Sequence[Trial], outcomes: Outcomes) -> tuple[Replication, ...]:
    """The futures compared; in those in which any plan draws values, all do that have any to draw."""
    drawn = any(trial.plan.draws_values for trial in trials)
    kind = Kind.FULL if drawn else Kind.CHANCE
    return tuple(Replication(int(number), kind) for number in outcomes.full.index)


def _outcomes(
    scenario: Scenario,
    numbered: Sequence[Replication],
    yardsticks: Iterable[Yardstick],
    progress: Progress | None,
    jobs: int | None,
) -> Outcomes:
    """What comes of a scenario in these futures; missing in those that fail."""
    journal = Journal()
    run_experiment(scenario, numbered, choose_executor(jobs, len(numbered)), journal, progress)
    found = Outcomes.of(analysis.Cubes(tables_of(scenario, numbered, journal)), yardsticks)
    return Outcomes(found.full.reindex([one.number for one in numbered]), found.chance)


def _ladder(before: Scenario, after: Scenario) -> _Ladder:
    """What lies between two scenarios: with every set of changes, if they are few and each set makes a scenario.

    Changes that make none by themselves are joined; if some sets make none even so, the changes are made in file order.
    """
    changes = changes_between(before, after)
    for some in (changes, tuple(_able_to_stand(before, changes))):
        if len(some) > MOST_WEIGHED:
            continue
        try:
            return _Ladder(some, _made(before, some, every_set(len(some))))
        except ScenarioError:
            continue
    in_order = [frozenset(range(size)) for size in range(len(some) + 1)]
    scenarios = dict(_made(before, some, in_order))
    for i, change in enumerate(some):
        with suppress(ScenarioError):  # then what it does alone cannot be told
            scenarios[frozenset({i})] = between(before, [change])
    return _Ladder(some, scenarios)


def _made(before: Scenario, changes: Sequence[Change], some: Iterable[Made]) -> Mapping[Made, Scenario]:
    return {made: between(before, [changes[i] for i in sorted(made)]) for made in some}


def _able_to_stand(before: Scenario, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, each joined with those after it without which what is reached makes no scenario."""
    done: list[Change] = []
    waiting: list[Change] = []
    for place, change in enumerate(changes):
        waiting.append(change)
        try:
            between(before, [*done, *waiting])
        except ScenarioError:
            if place + 1 < len(changes):
                continue
        done += waiting
        yield joined(waiting)
        waiting = []
