"""Speed, as ratios measured in one run: `python -m pytest -m benchmark -s`.

Times are of the processor, of repetitions that take turns, so that a machine that slows down slows all of them.
"""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median

import pytest

from cascade_sim.model import simulate
from cascade_sim.randomness.streams import Luck
from cascade_sim.scenario import load
from cascade_sim.scenario.plan import CourseSettings, GroupSettings, PerYear, Plan, RoleSettings, Settings
from tests.plain_model import simulate as simulate_plainly

pytestmark = pytest.mark.benchmark
SCENARIOS = Path(__file__).parents[2] / "scenarios"
FOUNDING = SCENARIOS / "north-lanarkshire.yaml"
WHOLE_CASCADE = SCENARIOS / "north-lanarkshire-whole-cascade.yaml"
ENOUGH = 20  # times as fast as one process for each person
AT_MOST_PER_DECADE = 12
AT_MOST_WITH_EVERYTHING = 2.5
TURNS = 7


def seconds(work: Callable[[Plan, Luck], object], plan: Plan, replication: int) -> float:
    began = time.process_time()
    work(plan, Luck(1, replication))
    return time.process_time() - began


@contextmanager
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_a_replication_is_twenty_times_as_fast_as_with_a_process_for_each_person() -> None:
    plan = load(FOUNDING).plan()[0]
    for model in (simulate, simulate_plainly):
        model(plan, Luck(1, 0))  # caches that a run fills once
    rounds = range(1, 6)
    as_run = [(seconds(simulate, plan, r), seconds(simulate_plainly, plan, r)) for r in rounds]
    with without_collector():
        bare = [(seconds(simulate, plan, r), seconds(simulate_plainly, plan, r)) for r in rounds]
    ratios = {}
    for name, times in (("each as it is run", as_run), ("both without garbage collection", bare)):
        ours, plain = (min(column) for column in zip(*times, strict=True))
        ratios[name] = plain / ours
        print(f"\n{name}: {1000 * ours:.0f} ms, plain model {1000 * plain:.0f} ms, ratio {ratios[name]:.1f}", end="")
    assert ratios["each as it is run"] >= ENOUGH


def grown(plan: Plan, times: int) -> Plan:
    """The same programme with so many times the posts, deliveries, members and release."""

    def group(g: GroupSettings) -> GroupSettings:
        per_delivery = None if g.release_per_delivery is None else g.release_per_delivery * times
        per_month = None if g.release_per_month is None else g.release_per_month * times
        return replace(g, posts=g.posts * times, release_per_delivery=per_delivery, release_per_month=per_month)

    def course(c: CourseSettings) -> CourseSettings:
        schedules = tuple(replace(s, rate=s.rate * times) if isinstance(s, PerYear) else s for s in c.schedules)
        return replace(c, schedules=schedules)

    def role(r: RoleSettings) -> RoleSettings:
        return replace(
            r,
            members_at_start=r.members_at_start * times,
            active_at_start=r.active_at_start * times,
            experienced_at_start=r.experienced_at_start * times,
        )

    def all_of(s: Settings) -> Settings:
        courses, roles = tuple(map(course, s.courses)), tuple(map(role, s.roles))
        return replace(s, groups=tuple(map(group, s.groups)), courses=courses, roles=roles)

    return replace(plan, settings=tuple(map(all_of, plan.settings)))


def test_ten_times_the_programme_takes_at_most_twelve_times_as_long() -> None:
    """The middle one of several turns, each with a mean for every size: the least of many short runs would not do.

    A long run cannot fall into one of a machine's best moments as a whole, as some of many short ones do.
    """
    plan = load(FOUNDING).plan()[0]
    simulate(plan, Luck(1, 0))
    plans = {times: grown(plan, times) for times in (1, 10, 100)}
    turns = []
    for turn in range(TURNS):
        took = {
            times: fmean(seconds(simulate, plans[times], turn * repetitions + r) for r in range(1, repetitions + 1))
            for times, repetitions in ((1, 30), (10, 6), (100, 1))
        }
        turns.append((took[10] / took[1], took[100] / took[10]))
        print("\n" + ", ".join(f"×{times}: {taken:.3f} s" for times, taken in took.items()), end="")
    ratios = [median(column) for column in zip(*turns, strict=True)]
    print("\n×1 to ×10: {:.1f} times as long; ×10 to ×100: {:.1f} times".format(*ratios), end="")
    assert max(ratios) <= AT_MOST_PER_DECADE


def test_everything_on_takes_at_most_two_and_a_half_times_as_long() -> None:
    """Localities, parents, online and advanced courses and money beside the founding programme alone, in turns."""
    plans = [load(path).plan()[0] for path in (FOUNDING, WHOLE_CASCADE)]
    for plan in plans:
        simulate(plan, Luck(1, 0))
    turns = [[seconds(simulate, plan, replication) for plan in plans] for replication in range(1, 41)]
    alone, everything = (median(column) for column in zip(*turns, strict=True))
    told = f"\nfounding programme {1000 * alone:.0f} ms, with everything on {1000 * everything:.0f} ms"
    print(f"{told}: {everything / alone:.2f} times as long", end="")
    assert everything / alone <= AT_MOST_WITH_EVERYTHING


@pytest.mark.parametrize(("words", "at_most"), [(["--help"], 0.150), (["check", str(FOUNDING)], 0.500)], ids=str)
def test_a_command_answers_at_once(words: list[str], at_most: float) -> None:
    took = []
    for _ in range(7):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cascade_sim", *words], check=True, capture_output=True)
        took.append(time.perf_counter() - began)
    print(f"\ncascade-sim {words[0]}: {1000 * min(took):.0f} ms", end="")
    assert min(took) <= at_most
