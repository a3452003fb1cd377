"""The command line as a user meets it: a process of its own, in a folder of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calling import SMALL, environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `small.yaml` in it."""
    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cascade(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Calls `cascade-sim` with these arguments in the working folder."""

    def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cascade_sim", *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment(**variables), capture_output=True, text=True, check=False, timeout=120
        )

    return call
