"""Every wrong file of tests/wrong_files is refused with exactly what stands under it.

To add one, write the file (a line `# with --set path=value` in it is given as on the command line), see what
`cascade-sim check` says of it, and put that under it, each line after `# ` and without the folder.
"""

from pathlib import Path

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import load

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
FOLDER = Path("tests", "wrong_files")
FILES = sorted((ROOT / FOLDER).rglob("*.yaml"))
SET = "# with --set "


def sets_of(file):
    """What is given on top of a file."""
    return [line.removeprefix(SET) for line in lines_of(file) if line.startswith(SET)]


def expected_of(file):
    """What should be said of a file: its last comment lines."""
    said = []
    for line in reversed(lines_of(file)):
        if not line.startswith("# "):
            break
        said.insert(0, line.removeprefix("# "))
    return said


def lines_of(file):
    return file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT / FOLDER)) for file in FILES])
def test_a_wrong_file_is_refused_with_all_that_is_wrong_with_it(file, monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(ScenarioError) as caught:
        load(file.relative_to(ROOT), sets_of(file))
    folder = file.relative_to(ROOT).parent
    assert str(caught.value).replace(f"{folder}/", "").splitlines() == expected_of(file)


def test_there_are_many_and_no_two_of_the_same():
    assert len(FILES) > 200
    assert len({file.read_bytes() for file in FILES}) == len(FILES)
