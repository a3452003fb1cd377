"""Runs in processes of their own, in folders of their own, and what is left of them."""

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.calling import SMALL, environment

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24  # linux/capability.h, linux/prctl.h
FOUND = "1 finding on what cannot work: see cascade-sim check small.yaml\n"
PATIENCE = 120  # seconds; a busy machine is slow, and no test is about speed


@dataclass
class Place:
    """A folder with `small.yaml` in it, where runs are started, and the output of each is caught."""

    folder: Path
    options: dict[str, object] = field(default_factory=dict)  # for Popen
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def results(self) -> Path:
        return self.folder / "outputs" / "small"

    @property
    def hidden(self) -> Path:
        return self.folder / "outputs" / ".small.unfinished"

    @property
    def futures(self) -> Path:
        return self.hidden / "futures"

    def kept(self) -> int:
        """Bytes of finished futures; a run that begins puts the file there more than once."""
        try:
            return self.futures.stat().st_size
        except FileNotFoundError:
            return 0

    def start(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        """Start a run of `small.yaml`, at the head of a process group of its own."""
        command = [sys.executable, "-m", "cascade_sim", "run", "small.yaml", *arguments]
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment(), text=True, start_new_session=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **self.options, **options},
        )  # type: ignore[call-overload]  # fmt: skip
        self.started.append(process)
        return process  # type: ignore[no-any-return]

    def run(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        """The same, to its end."""
        return finished(self.start(*arguments, **options))

    def begin(self, *arguments: str, finished_first: int = 1) -> subprocess.Popen[str]:
        """Start a run and wait until it has finished some futures."""
        process = self.start(*arguments)
        wait_for(lambda: self.kept() > 1000 * finished_first, process)
        return process

    def bytes(self) -> dict[str, bytes]:
        """What a run has written: every file but the times in its manifest."""
        files = {path.relative_to(self.results).as_posix(): path.read_bytes() for path in self.results.rglob("*.*")}
        manifest = json.loads(files.pop("manifest.json"))
        assert set(manifest["files"]) == set(files)
        told = {key: value for key, value in manifest.items() if key not in ("started", "finished")}
        return files | {"manifest.json": json.dumps(told, sort_keys=True).encode()}

    def holds_no_half(self) -> None:
        """Fail if anything is there but whole results and what an unfinished run may leave."""
        if self.results.exists():
            assert self.bytes()
        if (self.folder / "outputs").exists():
            assert {path.name for path in (self.folder / "outputs").iterdir()} <= {"small", ".small.unfinished"}
        if self.hidden.exists():
            assert {path.name for path in self.hidden.iterdir()} <= {"lock", "about.json", "futures"}


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """What became of a process, once it has ended."""
    stdout, stderr = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is so; fail if the process ends before."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.005)


def children(process: subprocess.Popen[str]) -> list[int]:
    """Its worker processes."""
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    pids = [int(pid) for pid in told.read_text().split()] if told.exists() else []
    return [pid for pid in pids if b"spawn_main" in command_of(pid)]


def command_of(pid: int) -> bytes:
    """The command line of a process; nothing if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from in_folder(tmp_path)


def in_folder(folder: Path, **options: object) -> Iterator[Place]:
    """A place there, in which no process is left in the end."""
    (folder / "small.yaml").write_text(SMALL)
    place = Place(folder, dict(options))
    yield place
    for process in place.started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def unbroken_place(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Place]:
    """Where an unbroken run with these arguments has written its results; each is run once."""
    known: dict[tuple[str, ...], Place] = {}

    def found(*arguments: str) -> Place:
        if arguments not in known:
            for place in in_folder(tmp_path_factory.mktemp("unbroken")):
                assert place.run(*arguments).returncode == 0
                known[arguments] = place
        return known[arguments]

    return found


@pytest.fixture
def unbroken(unbroken_place: Callable[..., Place]) -> Callable[..., dict[str, bytes]]:
    """What an unbroken run with these arguments writes."""
    return lambda *arguments: unbroken_place(*arguments).bytes()


def mind_permissions() -> None:
    """From its next program on, a process of root may write only where root may by the modes of files and folders."""
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError("this right cannot be given up")
