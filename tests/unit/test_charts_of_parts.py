"""Charts of localities, people of the public, sign-ups and money, from tables that are made up."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cascade_sim as cs
from cascade_sim.errors import UserError
from cascade_sim.presentation.charts import Plots
from cascade_sim.presentation.charts.style import any_letters, house_style
from tests.with_parts import made_up, scenario_in

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return scenario_in(tmp_path_factory.mktemp("parts"))


@pytest.fixture(scope="module")
def made(scenario):
    return made_up(scenario)


def labelled(ax, label):
    return [artist for artist in ax.get_children() if artist.get_label() == label]


def told(result, table, **keys):
    found = result.tables[table]
    for key, value in keys.items():
        found = found[found[key] == value]
    return found


def of(result, table, measure, course, locality=""):
    return told(result, table, measure=measure, course=course, locality=locality, group="", role="")


def counted(row, measure, value, when, **more):
    blank = dict.fromkeys(("since", "course", "group", "role", "locality", "sd"))
    given = {"date": date.fromisoformat(when), "date_precision_days": 0.0} | more
    return SimpleNamespace(row=row, measure=measure, value=value, **(blank | given))


def circles(ax):
    found = [container for container in ax.containers if container.get_label() == "observed"]
    return [container.lines[0].get_ydata()[0] for container in found]


def test_localities_are_sorted_by_coverage_with_the_target_on_every_one(made):
    chart = made.plot.localities()
    (ax,) = chart.figure.axes
    means = [of(made, "summary", "coverage", "basic", place).set_index("date")["mean"]["2026-06-30"]
             for place in ("North", "South", "east_end")]  # fmt: skip
    assert [float(dot.get_xdata()[0]) for dot in labelled(ax, "mean")] == means == sorted(means, reverse=True)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["North", "South", "East end"]
    (line,) = labelled(ax, "target")
    assert line.get_xdata()[0] == 0.5
    assert "Dotted line: aimed for in every locality." in chart.alt
    assert chart.title == f"Trained by June 2026: from {means[2]:.0%} in East end to {means[0]:.0%} in North"
    assert "aimed for over all groups" in made.plot.groups().alt


def test_coverage_of_a_locality_shows_that_locality(made):
    chart = made.plot.coverage(locality="east_end")
    (ax,) = chart.figure.axes
    (line,) = labelled(ax, "mean")
    assert line.get_ydata().tolist() == of(made, "summary", "coverage", "basic", "east_end")["mean"].tolist()
    assert chart.name == "coverage-basic-east_end"
    assert chart.title.startswith("East end: ")
    assert not labelled(ax, "target")
    assert made.plot.trained_ever(locality="North").name == "trained-ever-basic-North"


def test_a_chart_of_all_shows_no_target_on_every_locality(made):
    (ax,) = made.plot.coverage().figure.axes
    assert [mark.get_ydata()[0] for mark in labelled(ax, "target")] == [0.55]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda plot: plot.coverage(locality="Nort"), "no locality 'Nort'; did you mean 'North'"),
        (lambda plot: plot.coverage(group="nurses", locality="North"), "a group or a locality, not both"),
        (lambda plot: plot.coverage("parent_group"), "'parent_group' is for parents, who are not staff"),
        (lambda plot: plot.localities("online"), "who are not staff"),
        (lambda plot: plot.bridge("parent_group"), "who are not staff"),
        (lambda plot: plot.public("basic"), "'basic' is for staff"),
        (lambda plot: plot.public("online"), "'online' is self-paced: see plot.sign_ups"),
        (lambda plot: plot.sign_ups("basic"), "'basic': it is held on dates"),
        (lambda plot: plot.deliveries("online"), "'online' is self-paced, and has no deliveries"),
        (lambda plot: plot.ladder("advanced"), "'advanced' is self-paced, and has no deliveries"),
        (lambda plot: plot.limits("advanced"), "'advanced' is self-paced, and has no deliveries"),
        (lambda plot: plot.costs("online"), "'online' never costs anything"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(made, ask, words):
    with pytest.raises(UserError, match=words):
        ask(made.plot)


def test_people_of_the_public_are_drawn_by_year_and_those_waiting_over_time(made):
    asked, completed, waiting = made.plot.public().figure.axes
    for ax, measure in ((asked, "arrived"), (completed, "completed")):
        (dots,) = labelled(ax, "mean")
        assert dots.get_ydata().tolist() == of(made, "yearly", measure, "parent_group")["mean"].tolist()
        assert labelled(ax, "range")
        assert labelled(ax, "chance")
    (line,) = labelled(waiting, "mean")
    assert line.get_ydata().tolist() == of(made, "summary", "waiting", "parent_group")["mean"].tolist()
    assert asked.get_ylim() == completed.get_ylim()
    year = of(made, "yearly", "completed", "parent_group").set_index("year")["mean"]["2026-03-31"]
    assert f"parents ask in the year to March 2026 and {year:,.0f} complete (likely" in made.plot.public().title


def test_sign_ups_are_drawn_of_staff_and_of_the_public(made):
    staff, public = made.plot.sign_ups("advanced"), made.plot.sign_ups()
    assert (staff.name, public.name) == ("sign-ups-advanced", "sign-ups-online")
    assert [ax.get_title(loc="left") for ax in staff.figure.axes] == [
        "signed up in the year", "completed it in the year", "waiting",
    ]  # fmt: skip
    assert len(public.figure.axes) == 2  # nobody waits for a licence
    (dots,) = labelled(public.figure.axes[0], "mean")
    assert dots.get_ydata().tolist() == of(made, "yearly", "signed_up", "online")["mean"].tolist()
    assert " people at home sign up in the year to March 2026 and " in public.title
    assert " staff sign up in the year to March 2026 and " in staff.title


def test_costs_are_stacked_by_kind_up_to_their_total(made):
    chart = made.plot.costs()
    (ax,) = chart.figure.axes
    rows = told(made, "costs_yearly", course="")
    total = rows[rows["kind"] == "total"]
    bars = {bar.get_label(): bar for bar in ax.containers}
    assert [patch.get_height() for patch in bars.pop("rest")] == pytest.approx(total["mean"].tolist())
    assert len(bars) == 4
    for kind, bar in bars.items():
        assert [patch.get_height() for patch in bar] == pytest.approx(rows[rows["kind"] == kind]["mean"].tolist())
    ends = np.concatenate([np.array(lines.get_segments()) for lines in labelled(ax, "range")])[:, :, 1]
    assert ends.tolist() == total[["p10", "p90"]].to_numpy().tolist()
    assert next(text.get_text() for text in ax.get_legend().get_texts()) == "all else"
    assert chart.title.endswith("in the year to March 2026, the largest part of it for days of those who teach")
    assert made.plot.costs("basic").name == "costs-basic"


def test_places_of_the_public_are_told_as_theirs(made):
    chart = made.plot.ladder("parent_group")
    assert ", parents complete " in chart.title
    assert "to those on which parents complete it" in chart.alt
    _, below = made.plot.deliveries("parent_group").figure.axes
    assert {bar.get_label() for bar in below.containers} == {
        "closed", "no_trainers", "few_bookings", "trainer_dropped_out", "no_budget",
    }  # fmt: skip


def test_a_run_draws_what_there_is_to_draw_of_each_course(made):
    drawn = {chart.name for chart in made.plot.all()}
    assert {"localities-basic", "public-parent_group", "sign-ups-online", "sign-ups-advanced", "costs"} <= drawn
    assert {"deliveries-parent_group", "ladder-parent_group", "limits-parent_group"} <= drawn
    assert not {name for name in drawn if name.startswith("coverage") and name != "coverage-basic"}
    assert not {name for name in drawn if name.endswith(("online", "advanced")) and not name.startswith("sign-ups")}


def test_no_word_is_cut_off_and_every_chart_has_an_alternative(made):
    for chart in made.plot.all():
        assert chart.title.casefold() in chart.alt.casefold()
        figure = chart.figure
        canvas = FigureCanvasAgg(figure)
        with house_style(), any_letters():
            canvas.draw()
            texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
            hidden = {
                tick.label1 for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for tick in axis.get_major_ticks()
                if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
            }  # fmt: skip
            boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts if text not in hidden]
        page = figure.bbox
        assert all(page.x0 <= b.x0 and b.x1 <= page.x1 and page.y0 <= b.y0 and b.y1 <= page.y1 for b in boxes), chart


def test_points_of_a_history_lie_on_the_charts_of_what_they_are_of(made):
    year = {"since": date(2025, 4, 1)}
    history = (
        counted(2, "coverage", 0.4, "2025-12-01", course="basic", locality="North"),
        counted(3, "coverage", 0.6, "2026-06-30", course="basic", locality="South"),
        counted(4, "completed", 310, "2026-03-31", course="parent_group", **year),
        counted(5, "arrived", 900, "2026-03-31", course="parent_group", **year),
        counted(6, "waiting", 33, "2025-12-01", course="parent_group"),
        counted(7, "signed_up", 700, "2026-03-31", course="online", **year),
        counted(8, "cost", 9000, "2026-03-31", course="basic", **year),
        counted(9, "places", 110, "2026-03-31", course="parent_group", **year),
    )
    plots = Plots(made.plot._source, history)
    charts = plots.all()
    where = {row: {chart.name for chart in charts if row in chart.observed} for row in range(2, 10)}
    assert where == {
        2: {"coverage-basic-North"},
        3: {"localities-basic", "coverage-basic-South"},
        4: {"public-parent_group", "ladder-parent_group"},
        5: {"public-parent_group"},
        6: {"public-parent_group"},
        7: {"sign-ups-online"},
        8: {"costs-basic"},
        9: {"ladder-parent_group"},
    }
    assert plots.undrawn() == ()
    asked, completed, waiting = next(c for c in charts if c.name == "public-parent_group").figure.axes
    assert (circles(asked), circles(completed), circles(waiting)) == ([900], [310], [33])


def test_one_future_has_no_range_and_says_so(scenario):
    plots = made_up(scenario, 1, 0).plot
    assert ", in this one future, and " in plots.public().title
    for chart in (plots.public(), plots.costs(), plots.localities(), plots.sign_ups()):
        assert "One future out of many: no range can be told" in chart.alt
        assert not any(labelled(ax, name) for ax in chart.figure.axes for name in ("range", "chance"))


def test_the_answer_of_such_a_run_names_the_least_covered_the_public_and_the_cost(made):
    said = str(made.summary())
    assert "Least covered       East end: " in said
    assert " completed 'Parent group' since the start, " in said
    assert "\n  Cost                £" in said
    assert " in the one trained least (likely " in said


def test_a_simulated_run_of_it_draws_the_same_charts_and_fills_the_same_tables(scenario, tmp_path):
    scenario_in(tmp_path)
    result = cs.run(tmp_path / "parts.yaml", replications=4, jobs=1, detail="full", out=tmp_path / "out")
    assert not result.failed_charts
    drawn = {path.stem for path in (tmp_path / "out" / "charts").iterdir()}
    assert {"localities-basic", "public-parent_group", "sign-ups-online", "sign-ups-advanced", "costs"} <= drawn
    assert not result.tables["coverage_by_group_and_locality"].empty
    rows = result.tables["summary"].query("measure == 'holders' and course == 'basic'")
    whole = rows.query("group == '' and locality == ''")["mean"].to_numpy()
    assert rows.query("locality != ''").groupby("date")["mean"].sum().to_numpy() == pytest.approx(whole)
    spent = result.tables["costs_yearly"].query("course == '' and kind == 'total'")["mean"].sum()
    assert spent == pytest.approx(result.tables["costs"].groupby("replication")["total"].sum().mean())
    again = cs.run(tmp_path / "parts.yaml", replications=4, jobs=1, detail="full", out=tmp_path / "out", resume=True)
    assert str(again.summary()).splitlines()[1:] == str(result.summary()).splitlines()[1:]
    with pytest.raises(UserError, match="the detail is usual or full, not 'fine'"):
        cs.run(tmp_path / "parts.yaml", replications=1, detail="fine")
