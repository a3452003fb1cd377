"""A forecast held against counts: scores worked by hand, what is scored, and what is said of it."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cascade_sim as cs
from cascade_sim.analysis import Scope, tracking
from cascade_sim.analysis.observing import Futures, series_of
from cascade_sim.analysis.tracking import crps, forecast, share_below
from cascade_sim.errors import UserError
from cascade_sim.measures import OBSERVABLE, TRACKING
from cascade_sim.scenario import Observation
from tests.calling import SMALL
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

OPENING, JUNE, JULY = "2025-05-31", "2025-06-30", "2025-07-31"


@pytest.mark.parametrize(
    ("values", "counted", "score"),
    [
        ([[3]], 5, 2),  # one future: how far off it was
        ([[5], [5]], 5, 0),  # sure and right
        ([[3], [3]], 5, 2),  # sure and wrong
        ([[0], [4]], 5, (5 + 1) / 2 - 4 / 2),
        ([[0], [1], [5]], 2, (2 + 1 + 3) / 3 - (1 + 5 + 4) / (3 * 2)),
        ([[0, 2], [4, 6]], 3, (3 + 1 + 1 + 3) / 4 - (4 + 6 + 2 + 4) / (2 * 4)),  # no pair within a future
    ],
)
def test_the_score_is_what_it_is_by_hand(values, counted, score):
    assert crps(np.array(values, float), counted) == pytest.approx(score)


def test_the_score_of_a_normal_forecast_is_the_closed_form():
    rng = np.random.default_rng(1)
    at_zero = 2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi)  # Gneiting & Raftery (2007), at the middle
    scores = [crps(rng.normal(size=(20, 1)), 0.0) for _ in range(2000)]
    assert np.mean(scores) == pytest.approx(
        at_zero, abs=4 * np.std(scores) / np.sqrt(2000)
    )  # few futures: not too high


def test_of_futures_that_equal_a_count_half_lie_below():
    values = np.array([[1.0], [2], [2], [4]])
    assert [share_below(values, value) for value in (0, 2, 3, 9)] == [0, 0.5, 0.75, 1]
    assert share_below(np.array([[0.1 + 0.2]]), 0.3) == 0.5  # the same share, but for its last bit


def test_where_a_forecast_is_right_eight_counts_in_ten_lie_in_its_range():
    rng, number = np.random.default_rng(2), 400
    inside = []
    for _ in range(number):
        tables = run_of(50, coverage=trained(rng.binomial(1000, 0.4, 50)))
        inside.append(tracking(tables, [count(rng.binomial(1000, 0.4) / 1000)], None)["inside"].iloc[0])
    expected = 0.8 * 49 / 51  # P10 to P90 of 50 futures, as they are interpolated
    assert np.mean(inside) == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / number) + 0.01)


def trained(holders, dates=(OPENING, JUNE, JULY)):
    """Rows of `coverage` of 1,000 people, so many holders in each future at each date, or at all of them."""
    return [
        {"replication": i + 1, "date": when, "course": "basic", "group": "staff", "holders": of, "in_post": 1000}
        for i, holds in enumerate(holders)
        for when, of in zip(dates, np.broadcast_to(holds, len(dates)), strict=True)
    ]


def count(value, when=date(2025, 6, 30), row=2, **more):
    told = {"course": "basic", "group": None, "role": None, "locality": None, "since": None, "sd": None}
    told |= {"date_precision_days": 0.0, "source": "", "note": ""}
    return Observation(row=row, date=when, measure="coverage", value=value, **{**told, **more})


FIVE = [100, 200, 300, 400, 500]


def test_each_count_has_its_place_and_the_forecast_so_far_is_told():
    tables = run_of(5, coverage=trained(FIVE))
    told = tracking(tables, [count(0.9, date(2025, 7, 31), 3), count(0.3)], None)
    assert list(told.columns) == list(TRACKING.names())
    assert told["row"].tolist() == [2, 3]  # in order of date
    assert told[["p10", "p50", "p90"]].to_numpy().tolist() == [pytest.approx([0.14, 0.3, 0.46])] * 2
    assert told["below"].tolist() == [0.5, 1]
    assert told["inside"].tolist() == [1, 0]
    assert told["crps"].tolist() == pytest.approx([0.12 - 0.1, 0.6 - 0.1])  # pairs are 0.2 apart on average
    assert told["counts"].tolist() == [1, 2]
    assert told["inside_share"].tolist() == [1, 0.5]
    assert told["crps_mean"].tolist() == pytest.approx([0.02, 0.26])


def test_what_was_known_when_the_forecast_was_made_is_told_and_not_scored():
    tables = run_of(5, coverage=trained(FIVE))
    told = tracking(tables, [count(0.9), count(0.3, date(2025, 7, 31), 3)], today=date(2025, 6, 30))
    assert told["known"].tolist() == [1, 0]
    assert told["below"].tolist() == [1, 0.5]
    assert np.isnan(told[["crps", "inside_share", "crps_mean"]].iloc[0]).all()
    assert told.iloc[1][["counts", "inside_share", "crps_mean"]].tolist() == pytest.approx([1, 1, 0.02])


def test_futures_by_chance_alone_are_no_forecast_where_values_are_drawn():
    tables = run_of(2, 3, coverage=trained([100, 200, 900, 900, 900]))
    assert tracking(tables, [count(0.5)], None)["below"].tolist() == [1]


def test_a_date_and_a_number_that_are_not_sure_widen_what_is_forecast():
    tables = run_of(2, coverage=trained([(0, 300, 610), (0, 300, 610)]))
    sure = tracking(tables, [count(0.3)], None).iloc[0]
    assert sure["p10"] == sure["p90"] == pytest.approx(0.3)
    fuzzy = tracking(tables, [count(0.3, date_precision_days=9.0)], None).iloc[0]
    # nine days at -8, -6… 8 from June's end: 10 a day before it, 10 after
    assert fuzzy["p50"] == pytest.approx(0.3)
    assert (fuzzy["p10"], fuzzy["p90"]) == (
        pytest.approx(0.3 - 0.064, abs=0.004),
        pytest.approx(0.3 + 0.064, abs=0.004),
    )
    erring = tracking(tables, [count(0.3, sd=0.05)], None).iloc[0]
    assert erring["p90"] - erring["p10"] == pytest.approx(2 * 1.28 * 0.05, rel=0.15)
    series = series_of(Futures.of_run(tables), OBSERVABLE["coverage"], Scope(course="basic"))
    assert forecast(series, count(0.01, date(2025, 6, 1), sd=0.3)).min() == 0  # no share below nothing


def test_a_count_of_nobody_is_left_out():
    nobody = [row | {"in_post": 0, "holders": 0} for row in trained(FIVE)]
    assert tracking(run_of(5, coverage=nobody), [count(0.3)], None).empty


HISTORY = """date,since,measure,course,group,role,value,sd,date_precision_days
2025-12-31,,coverage,basic,,,{early},,
2026-12-31,,coverage,basic,,,{late},,
2026-12-31,,active,,,trainer,3,,30
2026-12-31,2026-01-01,deliveries_run,basic,,,3,2,
2026-12-31,,coverage,basic,midwives,,40%,,
"""


@pytest.fixture(scope="module")
def forecast_made(tmp_path_factory):
    """A finished run of 40 futures."""
    folder = tmp_path_factory.mktemp("forecast")
    (folder / "small.yaml").write_text(SMALL)
    cs.run(folder / "small.yaml", replications=40, jobs=1, charts=False, out=folder / "outputs" / "small")
    return folder / "outputs" / "small"


def history(folder, early="20%", late="99%"):
    path = folder / "counts.csv"
    path.write_text(HISTORY.format(early=early, late=late))
    return path


def bytes_in(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def test_reality_that_has_left_is_said_first_and_the_run_is_as_it_was(forecast_made, tmp_path):
    before = bytes_in(forecast_made)
    told = cs.track(forecast_made, history(tmp_path), out=tmp_path / "tracked")
    assert bytes_in(forecast_made) == before
    lines = str(told.summary()).splitlines()
    assert lines[2].startswith("  Warning ")
    assert (
        "Reality has left the forecast: Staff trained, 99% counted by 31 December 2026, above every future" in lines[2]
    )
    assert told.warning == told.summary().warning == told.summary().to_dict()["warning"]
    assert "line 6: there is no group 'midwives'" in str(told.summary())
    assert told.plot.title == told.warning
    assert told.contents == ("tables/", "charts/", "manifest.json")
    assert {"tables/tracking.csv", "tables/README.md", "charts/tracking.svg"} <= bytes_in(tmp_path / "tracked").keys()


def test_reality_that_is_back_is_no_warning(forecast_made, tmp_path):
    table = cs.track(forecast_made, history(tmp_path)).table
    middle = table.query("measure == 'coverage'")["p50"].iloc[1]
    told = cs.track(forecast_made, history(tmp_path, "99%", f"{middle:.2f}"))
    assert told.table.query("measure == 'coverage'")["inside"].tolist() == [0, 1]
    assert told.warning == ""
    assert "since the forecast was made lie in its likely range" in told.plot.title
    assert told.summary().to_dict()["warning"] is None


def test_the_same_counts_give_the_same_bytes(forecast_made, tmp_path):
    for name in ("one", "two"):
        cs.track(forecast_made, history(tmp_path), out=tmp_path / name)
    one, two = (bytes_in(tmp_path / name) for name in ("one", "two"))
    assert {name: of for name, of in one.items() if name != "manifest.json"} == {
        name: of for name, of in two.items() if name != "manifest.json"
    }


def test_the_chart_has_a_panel_for_each_measure_and_circles_for_its_counts(forecast_made, tmp_path):
    told = cs.track(forecast_made, history(tmp_path))
    figure = told.plot.figure
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["Staff trained", "Active members (Trainers)", "Deliveries that ran"]
    circles = [[line for line in ax.get_lines() if line.get_marker() == "o"] for ax in figure.axes]
    assert [len([c for c in of if c.get_markersize() == 5]) for of in circles] == [2, 1, 1]
    assert any("99%" in text.get_text() for text in figure.axes[0].texts)  # the one outside
    assert told.plot.numbers()[0].rows[1][2:4] == ("99.0%", f"{told.table['p50'].iloc[1] * 100:.1f}%")


def test_the_table_as_csv_is_the_table(forecast_made, tmp_path):
    told = cs.track(forecast_made, history(tmp_path), out=tmp_path / "tracked")
    written = pd.read_csv(tmp_path / "tracked" / "tables" / "tracking.csv")
    assert list(written.columns) == list(TRACKING.names())
    assert written["below"].to_numpy() == pytest.approx(told.table["below"].to_numpy(), rel=1e-5)


def test_what_cannot_be_held_against_anything_is_refused(forecast_made, tmp_path):
    with pytest.raises(UserError, match="lies in the run, which is never altered"):
        cs.track(forecast_made, history(tmp_path), out=forecast_made / "tracked")
    with pytest.raises(UserError, match="lies in the run, which is never altered"):
        cs.track(forecast_made, history(tmp_path), out=forecast_made)
    late = tmp_path / "late.csv"
    late.write_text("date,measure,course,group,role,value\n2040-01-01,coverage,basic,,,50%\n")
    with pytest.raises(UserError, match=r"no count of this run's time and scope:\n  line 2: 2040-01-01 lies outside"):
        cs.track(forecast_made, late)
    free = tmp_path / "free.csv"
    free.write_text("date,measure,course,group,role,value\n2026-12-31,cost,basic,,,50\n")
    with pytest.raises(UserError, match=r"tells anything of:\n  line 2: the run tells nothing of it"):
        cs.track(forecast_made, free)
