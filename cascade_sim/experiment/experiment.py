"""A run: every replication of a scenario, worked on by an executor and gathered into tables."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

import pyarrow as pa

from ..model import scopes_of
from ..recording import categories
from ..scenario import Scenario
from .executors import Crash, Executor, Processes, Serial, available_jobs
from .replicate import Outcome, Replication, replicate
from .store import gather

Progress = Callable[[int, int], None]


def choose_executor(jobs: int | None, replications: int) -> Executor:
    """This process for one job or one replication, else a pool of `jobs`; None: as many as there are processors."""
    wanted = min(available_jobs() if jobs is None else jobs, replications)
    return Processes(wanted) if wanted > 1 else Serial()


def run_experiment(
    scenario: Scenario, replications: Sequence[Replication], executor: Executor, progress: Progress | None = None
) -> dict[str, pa.Table]:
    """The tables of these replications of a scenario, whatever the executor and the order in which it finishes.

    `progress` is told how many are done, and of how many. A replication that fails is a row in `runs` and nowhere else.
    """
    plan, _, _ = scenario.plan()
    names = categories(scopes_of(plan))
    outcomes: dict[Replication, Outcome] = {}
    with closing(executor.run(partial(replicate, scenario), replications)) as results:
        for replication, result in results:
            outcomes[replication] = Outcome(replication, error=result.reason) if isinstance(result, Crash) else result
            if progress:
                progress(len(outcomes), len(replications))
    return gather([outcomes[replication] for replication in replications], names)
