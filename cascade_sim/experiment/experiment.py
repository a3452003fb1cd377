"""A run: every replication of a scenario, worked on by an executor and kept in a journal."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from ..model import scopes_of
from ..recording import categories
from ..scenario import Scenario
from .encoding import replicate_to_bytes
from .executors import Crash, Executor, Processes, Serial, available_jobs
from .journal import Journal
from .replicate import Replication

if TYPE_CHECKING:
    from .store import Tables

Progress = Callable[[int, int], None]


def choose_executor(jobs: int | None, replications: int) -> Executor:
    """This process for one job or one replication, else a pool of `jobs`; None: as many as there are processors."""
    wanted = min(available_jobs() if jobs is None else jobs, replications)
    return Processes(wanted) if wanted > 1 else Serial()


def run_experiment(
    scenario: Scenario,
    replications: Sequence[Replication],
    executor: Executor,
    journal: Journal,
    progress: Progress | None = None,
    *,
    in_detail: bool = False,
) -> None:
    """Work out those of these replications that the journal does not hold yet, each kept there once it is finished.

    `in_detail` tells coverage by group and locality as well, which is many rows.
    `progress` is told how many are done, and of how many, before the first and after each. A replication that fails
    is kept too, as one that failed; one whose worker died is told as failed, and tried again by a run that goes on.
    """
    todo = [replication for replication in replications if replication not in journal]
    done = len(replications) - len(todo)
    if progress:
        progress(done, len(replications))
    with closing(executor.run(partial(replicate_to_bytes, scenario, in_detail=in_detail), todo)) as results:
        for replication, result in results:
            if isinstance(result, Crash):
                journal.lose(replication, result.reason)
            else:
                journal.add(result)
            done += 1
            if progress:
                progress(done, len(replications))
    journal.sync()


def tables_of(scenario: Scenario, replications: Sequence[Replication], journal: Journal) -> "Tables":
    """The tables of these replications of a scenario, which the journal must hold."""
    from .store import gather  # noqa: PLC0415 - it needs pandas, which workers can begin without

    plan, _, _ = scenario.plan()
    return gather(journal, replications, categories(scopes_of(plan)))
