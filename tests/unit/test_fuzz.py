"""The long search finds what it is meant to find: errors, endless reading, crashes."""

import os
import signal
import time

import pytest

from cascade_sim.errors import Problem, ScenarioError
from tests.fuzz import judging, watching
from tests.fuzz.making import make
from tests.fuzz.watching import Search

pytestmark = pytest.mark.unit


@pytest.fixture
def search(tmp_path, monkeypatch):
    """Searches ten files with something in place of the reader."""

    def over(load, seconds=judging.SECONDS, patience=watching.PATIENCE):
        monkeypatch.setattr(judging, "SECONDS", seconds)
        monkeypatch.setattr(watching, "PATIENCE", patience)
        monkeypatch.setattr(judging, "load", load)
        found = Search(seed=1, first=0, last=10, jobs=2, out=tmp_path)
        found.run(lambda search: None)
        assert found.done == 10
        return found

    return over


def test_the_same_seed_gives_the_same_files_and_another_gives_others():
    assert [make(1, number) for number in range(50)] == [make(1, number) for number in range(50)]
    assert [make(1, number) for number in range(50)] != [make(2, number) for number in range(50)]


def test_an_error_that_is_no_refusal_is_found_and_kept(search, tmp_path):
    def load(path, sets=()):
        raise KeyError("capacity")

    found = search(load)
    assert found.count("broken") == 10
    (signature,) = found.faults
    assert signature.startswith("KeyError")
    faults = list(tmp_path.rglob("fault.txt"))
    assert len(faults) == watching.KEPT
    assert "KeyError: 'capacity'" in faults[0].read_text()
    assert all(len(list(fault.parent.iterdir())) > 1 for fault in faults)


def test_reading_without_end_is_found(search):
    def load(path, sets=()):
        while True:
            time.sleep(0.1)

    assert search(load, seconds=0.2).faults == {"hang": 10}


def test_a_crash_is_found_and_the_search_goes_on(search):
    def load(path, sets=()):
        os.kill(os.getpid(), signal.SIGKILL)

    assert search(load).faults == {f"crash with status -{int(signal.SIGKILL)}": 10}


def test_what_does_not_even_hear_the_alarm_is_found(search):
    def load(path, sets=()):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)

    assert search(load, seconds=0.2, patience=1.0).faults == {"hang beyond its alarm": 10}


def test_too_much_memory_is_found(search, monkeypatch):
    monkeypatch.setattr(judging, "ROOM", 10_000)
    held = []

    def load(path, sets=()):
        held.append(b"x" * 30_000_000)
        raise ScenarioError([Problem("plan.yaml", 1, 1, "", "no")])

    assert set(search(load).faults) == {"memory"}
