"""The command line as a user meets it, in a folder of its own: called in this process, or in one of its own."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calling import SMALL, called, environment

Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `small.yaml` in it."""
    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cascade(folder: Path) -> Call:
    """Calls `cascade-sim` with these arguments in the working folder: in this process, which is quick."""
    return called


@pytest.fixture
def cascade_process(folder: Path) -> Call:
    """The same in a process of its own, with these variables set: where it matters how it starts and ends."""

    def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cascade_sim", *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment(**variables), capture_output=True, text=True, check=False, timeout=120
        )

    return call


@pytest.fixture(scope="session")
def finished_runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The folder in which `run small.yaml` was called with these arguments, once for all tests."""
    known: dict[tuple[str, ...], Path] = {}

    def told(*arguments: str) -> Path:
        if arguments not in known:
            place = tmp_path_factory.mktemp("finished")
            (place / "small.yaml").write_text(SMALL)
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(place)
                assert called("run", "small.yaml", *arguments).returncode == 0
            known[arguments] = place
        return known[arguments]

    return told


@pytest.fixture
def finished(folder: Path, finished_runs: Callable[..., Path]) -> Callable[..., Path]:
    """Puts into the working folder what `run small.yaml` writes with these arguments; the folder of the results."""

    def put(*arguments: str) -> Path:
        shutil.copytree(finished_runs(*arguments) / "outputs" / "small", folder / "outputs" / "small")
        return folder / "outputs" / "small"

    return put
