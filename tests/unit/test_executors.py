"""Executors: every item comes back with its result, whatever happens to the workers."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path

import pytest

from cascade_sim.experiment.executors import Crash, Processes, Serial

pytestmark = pytest.mark.unit


def double(item: int) -> int:
    return item * 2


def die_on_three(item: int) -> int:
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item * 2


def leave_on_three(item: int) -> int:
    if item == 3:
        os._exit(7)
    return item * 2


def die_once(item: str) -> str:
    """Crashes the first time: leaves a mark, and dies only where there is none."""
    mark = Path(item)
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return "survived"


def big(item: int) -> bytes:
    return bytes(2_000_000)


@pytest.mark.parametrize("executor", [Serial(), Processes(1), Processes(2), Processes(9)])
def test_every_item_comes_back_once_with_its_result(executor):
    assert sorted(executor.run(double, (1, 2, 3, 4, 5))) == [(1, 2), (2, 4), (3, 6), (4, 8), (5, 10)]


def test_no_items_need_no_workers():
    assert list(Processes(2).run(double, ())) == []


def test_results_larger_than_a_pipe_arrive_whole():
    assert [len(result) for _, result in Processes(2).run(big, (1, 2, 3))] == [2_000_000] * 3


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (die_on_three, "its worker process was killed by SIGKILL"),
        (leave_on_three, "its worker process ended with exit code 7"),
    ],
)
def test_an_item_that_kills_its_worker_is_told_and_the_others_go_on(work, reason):
    results = dict(Processes(2).run(work, (1, 2, 3, 4, 5)))
    assert results == {1: 2, 2: 4, 3: Crash(reason), 4: 8, 5: 10}


def test_an_item_that_crashes_once_is_tried_again(tmp_path):
    marks = (str(tmp_path / "a"), str(tmp_path / "b"))
    assert dict(Processes(1).run(die_once, marks)) == dict.fromkeys(marks, "survived")


@pytest.mark.parametrize("executor", [Serial(), Processes(2)])
def test_a_crew_takes_items_again_and_again(executor):
    with closing(executor.crew(double)) as crew:
        assert [sorted(crew.run(items)) for items in ((1, 2, 3), (), (4,))] == [[(1, 2), (2, 4), (3, 6)], [], [(4, 8)]]


def test_no_process_outlives_its_crew():
    before = set(active_children())
    crew = Processes(2).crew(double)
    list(crew.run((1, 2, 3)))
    assert set(active_children()) > before
    crew.close()
    assert set(active_children()) == before


def test_no_worker_outlives_the_iterator():
    before = set(active_children())
    with closing(Processes(2).run(double, tuple(range(20)))) as results:
        next(results)
        assert set(active_children()) - before
    assert not set(active_children()) - before


def test_a_plain_script_without_a_main_guard_can_use_processes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from operator import neg\n"
        "from cascade_sim.experiment.executors import Processes\n"
        "print(sorted(Processes(2).run(neg, (1, 2))))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[(1, -1), (2, -2)]\n", "")
