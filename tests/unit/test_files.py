"""Summaries as CSV files, and the page that explains every column."""

import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.presentation.files import write_csv, write_summaries

pytestmark = pytest.mark.unit


def test_csv_has_six_significant_digits_iso_dates_and_gaps_where_values_are_missing(tmp_path):
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-03-31", "2025-04-30"]),
            "group": ["", "Été, all"],
            "mean": [2 / 3, float("nan")],
            "p10": [4460.0, 1234567.0],
            "p90": [0.0, -0.0],
            "replications": [200, 0],
        }
    )
    write_csv(frame, tmp_path / "summary.csv")
    assert (tmp_path / "summary.csv").read_bytes().decode() == (
        "date,group,mean,p10,p90,replications\n2025-03-31,,0.666667,4460,0,200\n"
        '2025-04-30,"Été, all",,1.23457e+06,-0,0\n'
    )


def test_every_summary_is_written_with_the_page_that_explains_it(tmp_path):
    empty = {name: pd.DataFrame(columns=list(table.names())) for name, table in measures.SUMMARIES.items()}
    write_summaries(empty, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["README.md", *(f"{n}.csv" for n in empty)])
    for name, table in measures.SUMMARIES.items():
        assert (tmp_path / f"{name}.csv").read_text().splitlines() == [",".join(table.names())]
