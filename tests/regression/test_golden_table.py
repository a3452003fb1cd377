"""One small table, kept: a number that moves here has moved for every user.

Written anew, once a change is meant, by ``python -m tests.regression.test_golden_table``.
"""

from pathlib import Path

import pytest

import cascade_sim as cs
from cascade_sim.presentation.files import write_csv

pytestmark = pytest.mark.regression
HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "small-yearly.csv"


def write_yearly(path: Path) -> None:
    write_csv(cs.run(HERE.parent / "scenarios" / "small.yaml", replications=8, jobs=1).yearly, path)


def test_the_yearly_table_of_a_small_programme_is_as_it_was(tmp_path: Path) -> None:
    write_yearly(tmp_path / "yearly.csv")
    assert (tmp_path / "yearly.csv").read_text().splitlines() == GOLDEN.read_text().splitlines()


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    write_yearly(GOLDEN)
