"""Kills, Ctrl-C and requests to end, at any moment: nothing half written, nothing lost that was finished."""

import os
import random
import signal
import time

import pytest

from .conftest import FOUND, Place, children, finished, wait_for

pytestmark = pytest.mark.robustness

KILLS, INTERRUPTIONS = 20, 12
ASKED = ("-n", "16", "--no-charts")
CHARTED = ("-n", "16")


def seconds_taken(place: Place, *arguments: str) -> float:
    """How long a run takes at present, results and all; they are done away with."""
    began = time.monotonic()
    assert place.run(*arguments).returncode == 0
    took = time.monotonic() - began
    start_again(place)
    return took


def start_again(place: Place) -> None:
    place.results.rename(place.folder / f"done-{len(place.started)}")


def next_run(place: Place, jobs: str, asked: tuple[str, ...] = ASKED):
    resume = ["--resume"] if place.kept() else []
    return place.start(*asked, "-j", jobs, *resume)


@pytest.mark.thorough
def test_killed_at_twenty_random_moments_and_resumed_the_bytes_are_those_of_an_unbroken_run(place, unbroken, seed):
    chance, expected = random.Random(seed), unbroken(*ASKED)
    took = {jobs: seconds_taken(place, *ASKED, "-j", jobs) for jobs in ("1", "2")}
    killed = at_work = 0
    while killed < KILLS:
        jobs = chance.choice(("1", "2"))
        process = next_run(place, jobs)
        time.sleep(took[jobs] * chance.uniform(0.2, 1.05))
        process.kill()
        done = finished(process)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        killed += done.returncode != 0
        at_work += done.returncode != 0 and place.futures.exists()
        if place.results.exists():  # it came to its end, or was killed in its last moment
            assert place.bytes() == expected
            start_again(place)
    assert finished(next_run(place, "2")).returncode == 0
    assert place.bytes() == expected
    assert at_work >= 3, "nearly all kills fell into the start: take other moments"


@pytest.mark.thorough
def test_interrupted_at_random_moments_it_says_so_and_goes_on_to_the_same_bytes(place, unbroken, seed):
    chance, expected = random.Random(seed), unbroken(*CHARTED)
    took = {jobs: seconds_taken(place, *CHARTED, "-j", jobs) for jobs in ("1", "2")}
    for _ in range(INTERRUPTIONS):
        jobs = chance.choice(("1", "2"))
        process = next_run(place, jobs, CHARTED)
        time.sleep(took[jobs] * chance.uniform(0.1, 1.05))
        if process.poll() is None:
            send = chance.choice((os.kill, os.killpg))  # as `kill` does, or as a terminal does: to all
            send(process.pid, signal.SIGINT)
        done = finished(process)
        place.holds_no_half()
        if done.returncode == 130:
            assert done.stderr.strip().startswith("Interrupted")
            assert "Traceback" not in done.stderr
        elif done.returncode == -signal.SIGINT:  # Python itself was still on its way up
            assert "cascade_sim" not in done.stderr
        else:
            assert done.returncode == 0, done.stderr
        if place.results.exists():
            assert place.bytes() == expected
            start_again(place)
    assert finished(next_run(place, "2", CHARTED)).returncode == 0
    assert place.bytes() == expected


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_asked_to_end_says_how_to_go_on_and_leaves_no_process(place, number, status, jobs):
    process = place.begin("-n", "5000", "-j", jobs, "--seed", "7")
    workers = children(process)
    assert len(workers) == (2 if jobs == "2" else 0)
    os.kill(process.pid, number)
    done = finished(process)
    assert (done.returncode, done.stdout) == (status, "")
    words, command = done.stderr.strip().split("; ")
    assert words.startswith("Interrupted after ")
    assert words.endswith(" of 6250 futures")
    assert command == f"go on with: cascade-sim run small.yaml -n 5000 --seed 7 -j {jobs} --resume"
    place.holds_no_half()
    assert not [pid for pid in workers if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110


def test_workers_end_with_a_parent_that_is_killed(place):
    process = place.begin("-n", "1000000", "-j", "2")
    assert len(children(process)) == 2
    process.kill()
    assert finished(process).stderr == ""
    assert nobody_is_left_of(process.pid)


def nobody_is_left_of(group):
    """Whether every process of a group ends within seconds; multiprocessing's own tracker takes a moment."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("pause", [0.001, 0.01, 0.03])
def test_a_second_ctrl_c_changes_nothing(place, unbroken, pause):
    process = place.begin("-n", "5000", "-j", "2")
    while process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(pause)
    done = finished(process)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    place.holds_no_half()
    assert place.run(*ASKED, "--resume").returncode == 0
    assert place.bytes() == unbroken(*ASKED)


def test_a_worker_that_is_killed_is_replaced_and_nothing_changes(place, unbroken):
    process = place.start("-n", "60", "--no-charts", "-j", "2")
    for _ in range(3):
        wait_for(lambda: len(children(process)) == 2, process)
        victim = children(process)[0]
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda victim=victim: victim not in children(process), process)
    done = finished(process)
    assert (done.returncode, done.stderr) == (0, FOUND)
    assert "failed" not in done.stdout
    assert place.bytes() == unbroken("-n", "60", "--no-charts")


def test_what_is_killed_while_another_run_waits_lets_it_go_on(place, unbroken):
    first = place.begin("-n", "5000", "-j", "1")
    second = place.run(*ASKED)
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        "another run is writing to outputs/small: wait until it is done, or choose another folder with --out\n"
    )
    assert first.poll() is None
    first.kill()
    first.communicate()
    assert place.run(*ASKED, "--resume").returncode == 0
    assert place.bytes() == unbroken(*ASKED)
