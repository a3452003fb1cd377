"""What must hold for any file: it is refused with a message, or accepted and of use; soon, and in little room."""

import resource
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from cascade_sim.errors import ScenarioError
from cascade_sim.model import scopes_of, simulate
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import tabulate
from cascade_sim.scenario import Scenario, load, load_history
from cascade_sim.workflows.checking import check

from .making import Case
from .mutating import ROOT

SECONDS = 5.0  # for reading one file
SIMULATED_SECONDS = 3.0  # for one small replication; a legal scenario may well take longer
ROOM = 400_000  # kB that reading one file may add to what the process holds
POSTS, YEARS = 8_000, 16  # what is simulated is small

Outcome = Literal["accepted", "refused", "broken"]


class TooSlow(BaseException):
    """Raised by the alarm clock; not an Exception, so that nothing on the way takes it for one of its own."""


@dataclass(frozen=True)
class Verdict:
    """What became of a file; where it is broken, `signature` is the same for the same fault."""

    outcome: Outcome
    simulated: bool = False
    signature: str = ""
    detail: str = ""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raises `TooSlow` inside after so many seconds."""

    def ring(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judge(case: Case, folder: Path, luck: int) -> Verdict:
    """Write the files of a case to a folder, read the first, and use what comes out of it."""
    for name, data in case.files.items():
        (folder / name).write_bytes(data)
    first = folder / next(iter(case.files))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with alarm(SECONDS):
            scenario = _read(first, case, luck)
        added = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
        if added > ROOM:
            return Verdict("broken", signature="memory", detail=f"reading it took {added / 1000:,.0f} MB")
        if scenario is None:
            return Verdict("refused")
        return Verdict("accepted", simulated=luck % 15 == 0 and _simulated(scenario, luck))
    except TooSlow:
        return Verdict("broken", signature="hang", detail=f"reading it took more than {SECONDS:g} seconds")
    except Exception as error:
        return Verdict("broken", signature=_signature(error), detail=traceback.format_exc())


def _read(path: Path, case: Case, luck: int) -> Scenario | None:
    """The scenario, used in every way but run; None where it is refused as it should be."""
    try:
        if case.recipe == "history":
            load_history(path, load(ROOT / "tests" / "scenarios" / "small.yaml"))
            return None
        scenario = load(path, case.sets)
    except ScenarioError as error:
        said = str(error)
        assert error.problems, "refused without a reason"
        assert said.replace("\n", "").isprintable(), "the message moves the cursor"
        assert len(said) < 100_000, "the message is endless"
        return None
    random = Random(luck)
    scenario.plan(lambda _: random.uniform(1e-6, 1 - 1e-6))
    if luck % 10 == 0:
        str(check(path, case.sets))
        again = path.with_name("resolved.yaml")
        again.write_text(scenario.resolved(), encoding="utf-8")
        assert load(again).fingerprint == scenario.fingerprint, "the resolved scenario is another"
    return scenario


def _simulated(scenario: Scenario, luck: int) -> bool:
    """Whether one replication was run; scenarios that would take long are left alone."""
    random = Random(luck)
    plan, _, _ = scenario.plan(lambda _: random.uniform(1e-3, 1 - 1e-3))
    posts = max(sum(group.posts for group in settings.groups) for settings in plan.settings)
    if posts > POSTS or plan.timeline.days > 366 * YEARS:
        return False
    try:
        with alarm(SIMULATED_SECONDS):
            tabulate(simulate(plan, Luck(scenario.seed, 1)), scopes_of(plan))
    except (TooSlow, MemoryError):
        return False
    return True


def _signature(error: BaseException) -> str:
    """Which fault it is: the kind of error, and the last line of ours that it passed through."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "cascade_sim" in frame.filename]
    last = ours[-1] if ours else traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).stem}-{last.name}-{last.lineno}".replace("<", "").replace(">", "")
    return f"{type(error).__name__}-{where}"
