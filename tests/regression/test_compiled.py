"""What is compiled and the Python it is compiled from give the same numbers."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cascade_sim.randomness import streams
from tests.calling import environment

pytestmark = pytest.mark.regression

ROOT = Path(__file__).parents[2]
REPLICATIONS = 2
TELL = f"""
import hashlib, sys
from cascade_sim.experiment.encoding import replicate_to_bytes
from cascade_sim.experiment.replicate import number_replications
from cascade_sim.model import pool
from cascade_sim.scenario import load

scenario = load(sys.argv[1])
told = hashlib.sha256()
for replication in number_replications({REPLICATIONS}, draws_values=True):
    told.update(replicate_to_bytes(scenario, replication))
print(pool.__file__, told.hexdigest())
"""


def told_by(folder: Path, scenario: Path) -> tuple[str, str]:
    """Where the program lies that was run in a folder, and what its replications come to."""
    done = subprocess.run(
        [sys.executable, "-c", TELL, str(scenario)], cwd=folder, env=environment(), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    where, digest = done.stdout.split()
    return where, digest


@pytest.mark.skipif(streams.__file__.endswith(".py"), reason="nothing is compiled here")
def test_compiled_or_not_the_founding_programme_gives_the_same_bytes(tmp_path):
    shutil.copytree(ROOT / "cascade_sim", tmp_path / "cascade_sim", ignore=shutil.ignore_patterns("*.so", "*.pyd"))
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    scenario = Path("scenarios") / "north-lanarkshire.yaml"
    plain, compiled = told_by(tmp_path, scenario), told_by(ROOT, scenario)
    assert plain[0].endswith(".py")
    assert not compiled[0].endswith(".py")
    assert plain[1] == compiled[1] != hashlib.sha256().hexdigest()
