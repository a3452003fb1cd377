"""The layers of the house: the contracts of `.importlinter` hold, and each of them can be broken."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
BREACHES = {
    "Imports point down": ("units.py", "from . import timeline"),
    "Analysis takes tables and knows no model": ("analysis/limits.py", "from ..experiment import executors"),
    "Only the loader knows YAML": ("scenario/merging.py", "import yaml"),
    "Only presentation knows matplotlib": ("analysis/summary.py", "import matplotlib"),
    "People are arrays and know no processes": ("model/workforce.py", "from . import simulation"),
    "Processes know no tables": ("timeline.py", "import pandas"),
    "Only the command line knows click and rich": ("presentation/words.py", "import rich"),
}


def verdicts(folder):
    """Each contract with KEPT or BROKEN, for the package in a folder."""
    command = [Path(sys.executable).with_name("lint-imports"), "--config", folder / ".importlinter", "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE))


def test_every_contract_holds():
    assert verdicts(ROOT) == dict.fromkeys(BREACHES, "KEPT")


def test_every_contract_can_be_broken(tmp_path):
    shutil.copytree(ROOT / "cascade_sim", tmp_path / "cascade_sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for file, line in BREACHES.values():
        with (tmp_path / "cascade_sim" / file).open("a") as module:
            module.write(f"\n{line}\n")
    assert verdicts(tmp_path) == dict.fromkeys(BREACHES, "BROKEN")
