"""Charts of small runs: their numbers are those of the tables, they say what they found, and nothing is cut off."""

import hashlib
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import cascade_sim as cs
from cascade_sim import measures
from cascade_sim.errors import UserError
from cascade_sim.presentation.charts import Plots
from cascade_sim.presentation.charts.marks import aim, spread
from cascade_sim.presentation.charts.style import any_letters, balanced, house_style, text_width, wrapped
from tests.calling import SMALL, environment

pytestmark = pytest.mark.unit

LONG = "Trauma-informed practice, level two, for everybody who works with children $ and young people $ and their kin"
QUOTED = f'"{LONG}"'
WIDE = """\
format: 1
name: {long}
start: 2025-01-01
end: 2027-06-30
today: 2026-02-01
year_starts: April
groups:
{groups}
courses:
  basic:
    label: {long}
    taught_by: {{role: trainer, each: 2}}
    places: 9
    minimum: 3
    closes: 3 weeks
    schedule: {{core: {{per_year: 14}}}}
    valid_for: 1 years
    attendance: {{withdraws: 8%, first_day: 90%, later_days: 92%, rebooks: 80%}}
    demand: {{existing: {{willing: 80%, ask_over: 1 year}}, starters: {{willing: 90%, due: 4 months}}}}
  other: {{places: 5, schedule: {{core: {{per_year: 4}}}}, demand: {{willing: 30%}}}}
roles:
  trainer: {{label: {long}, at_start: {{members: 6}}, deliveries: {{mean: 3/year}}, stops: 15%/year}}
changes:
  freeze: {{from: 2025-10-01, to: 2025-12-31, set: {{courses.*.paused: true}}}}
targets:
  most: {{measure: coverage, course: basic, at_least: 60%, by: 2026-12-31}}
  same: {{measure: coverage, course: basic, at_least: 61%, by: 2026-11-30}}
  few: {{measure: coverage, course: other, group: group_3, at_most: 30%, by: 2026-12-31}}
  queue: {{measure: waiting, course: basic, at_most: 10, by: 2026-12-31}}
  prompt: {{measure: due_on_time, course: basic, at_least: 70%, by: 2026-12-31}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts")
    (folder / "small.yaml").write_text(SMALL)
    groups = [
        f"  group_{i}: {{label: {QUOTED if i == 3 else f'Group {i} of 児童'}, posts: {6 + i}, turnover: {i + 5}%/year}}"
        for i in range(12)
    ]
    (folder / "wide.yaml").write_text(WIDE.format(long=QUOTED, groups="\n".join(groups)), encoding="utf-8")
    return folder


def ran(folder, name="small.yaml", *sets, **options):
    return cs.run(folder / name, sets=sets, jobs=1, **({"replications": 12} | options))


@pytest.fixture(scope="module")
def small(folder):
    return ran(folder)


@pytest.fixture(scope="module")
def wide(folder):
    return ran(folder, "wide.yaml")


def labelled(ax, label):
    """The artists of a panel that carry a name."""
    return [artist for artist in ax.get_children() if artist.get_label() == label]


def rows(result, table, **keys):
    found = result.tables[table]
    for key, value in keys.items():
        found = found[found[key] == value]
    return found


def summary(result, measure, **scope):
    return rows(result, "summary", measure=measure, **({"course": "", "group": "", "role": ""} | scope))


def assert_fan(ax, told):
    """A panel's line and bands are a measure's mean and ranges."""
    (line,), (outer,), (inner,) = (labelled(ax, name) for name in ("mean", "range", "chance"))
    assert line.get_ydata().tolist() == told["mean"].tolist()
    days = told["date"].to_numpy().astype("datetime64[D]").astype(int)
    assert line.get_xdata().tolist() == days.tolist()
    for band, low, high in ((outer, "p10", "p90"), (inner, "chance_p10", "chance_p90")):
        corners = {tuple(corner) for corner in band.get_paths()[0].vertices.tolist()}
        assert set(zip(days.tolist(), told[low], strict=True)) <= corners
        assert set(zip(days.tolist(), told[high], strict=True)) <= corners


def segments(artists):
    return np.concatenate([np.array(artist.get_segments()) for artist in artists])


# what is drawn -------------------------------------------------------------------------------------------------------


def test_coverage_shows_its_table_and_its_target(small):
    (ax,) = small.plot.coverage().figure.axes
    assert_fan(ax, summary(small, "coverage", course="basic"))
    (target,) = labelled(ax, "target")
    assert target.get_xydata().tolist() == [[np.datetime64("2026-06-30").astype(int), 0.5]]
    assert ax.get_ylim() == (0, 1)


def test_coverage_of_a_group_shows_that_group(small):
    (ax,) = small.plot.coverage(group="teachers").figure.axes
    assert_fan(ax, summary(small, "coverage", course="basic", group="teachers"))
    assert not labelled(ax, "target")  # that one is about all groups


def test_people_trained_ever_are_shown_against_those_in_post(small):
    (ax,) = small.plot.trained_ever().figure.axes
    lines = [line.get_ydata().tolist() for line in labelled(ax, "mean")]
    measured = ("trained_ever", "trained_ever_in_post")
    assert lines == [summary(small, measure, course="basic")["mean"].tolist() for measure in measured]


def test_members_are_shown_in_three_panels_of_one_scale(small):
    axes = small.plot.members().figure.axes
    for ax, measure in zip(axes, ("members", "active", "delivering"), strict=True):
        assert_fan(ax, summary(small, measure, role="trainer"))
    assert len({ax.get_ylim() for ax in axes}) == 1


def test_waiting_and_starters_on_time_show_their_tables(small):
    top, below = small.plot.waiting().figure.axes
    assert_fan(top, summary(small, "waiting", course="basic"))
    (dots,) = labelled(below, "mean")
    told = rows(small, "yearly", measure="due_on_time", course="basic", group="")
    assert np.array_equal(dots.get_ydata(), told["mean"], equal_nan=True)
    sticks = segments(labelled(below, "range"))[:, :, 1]
    assert sticks.tolist() == told[["p10", "p90"]].dropna().to_numpy().tolist()


def test_levels_show_their_table(small):
    (ax,) = small.plot.levels().figure.axes
    told = rows(small, "levels", name="half_trained").sort_values("level")
    for name in ("probability", "chance"):
        (line,) = labelled(ax, name)
        assert line.get_xydata().tolist() == told[["level", name]].to_numpy().tolist()


def test_groups_are_sorted_by_coverage(wide):
    (ax,) = wide.plot.groups("basic").figure.axes
    told = summary(wide, "coverage", course="basic", date="2026-11-30")
    told = wide.tables["summary"].query("measure == 'coverage' and course == 'basic' and group != ''")
    told = told[told["date"] == "2026-11-30"].sort_values("mean", ascending=False)
    dots = [float(dot.get_xdata()[0]) for dot in labelled(ax, "mean")]
    assert dots == told["mean"].tolist()
    ranges = segments(labelled(ax, "range"))[:, :, 0]
    assert sorted(ranges.tolist()) == sorted(told[["p10", "p90"]].to_numpy().tolist())
    assert len(ax.get_yticklabels()) == 12


def test_the_bars_of_a_bridge_begin_where_the_last_one_ended(wide):
    since, until = "2025-06-30", "2026-11-30"
    (ax,) = wide.plot.bridge("basic", since, until).figure.axes
    told = wide.bridge("basic", since, until).query("group == ''").set_index("part")["mean"]
    bars = {bar.get_label(): bar.patches[0] for bar in ax.containers}
    assert {part: bar.get_height() for part, bar in bars.items()} == pytest.approx(told[list(bars)].to_dict())
    level = 0.0
    for part, bar in bars.items():
        assert bar.get_y() == pytest.approx(0 if part == "end" else level, abs=1e-12)
        level += bar.get_height()
    assert told.drop("end").sum() == pytest.approx(told["end"])


def test_the_written_bridges_are_rows_of_their_table(small):
    bridges = [chart for chart in small.plot.all() if chart.tables == ("bridge",)]
    assert [chart.name for chart in bridges] == ["bridge-basic-to-today", "bridge-basic-from-today"]
    for chart, (_, told) in zip(bridges, small.tables["bridge"].groupby("since"), strict=True):
        (ax,) = chart.figure.axes
        means = told.query("group == '' and course == 'basic'").set_index("part")["mean"]
        heights = {bar.get_label(): bar.patches[0].get_height() for bar in ax.containers}
        assert heights == pytest.approx(means[list(heights)].to_dict())


def test_deliveries_show_those_run_and_those_cancelled_by_cause(wide):
    top, below = wide.plot.deliveries("basic").figure.axes
    told = rows(wide, "deliveries_yearly", course="basic")
    (dots,) = labelled(top, "mean")
    assert dots.get_ydata().tolist() == told.query("outcome == 'run'")["mean"].tolist()
    base = np.zeros(len(dots.get_ydata()))
    for bars in below.containers:
        heights = [bar.get_height() for bar in bars]
        assert heights == told[told["outcome"] == bars.get_label()]["mean"].tolist()
        assert [bar.get_y() for bar in bars] == pytest.approx(base)
        base += heights
    assert base == pytest.approx(told.query("outcome == 'cancelled'")["mean"].to_numpy())


def test_the_rungs_of_a_ladder_lead_from_places_to_completed(wide):
    chart = wide.plot.ladder("basic", "2026-03-31")
    (ax,) = chart.figure.axes
    told = rows(wide, "ladder", course="basic", year="2026-03-31").set_index("step")["mean"]
    bars = {bar.get_label(): bar.patches[0] for bar in ax.containers}
    assert {step: abs(bar.get_width()) for step, bar in bars.items()} == pytest.approx(told[list(bars)].to_dict())
    ends = {step: min(bar.get_x(), bar.get_x() + bar.get_width()) for step, bar in bars.items()}
    *_, before_last, _ = ends
    assert ends[before_last] == pytest.approx(told["completed"], abs=0.05 * (len(told) - len(bars)) + 1e-9)


def test_limits_show_the_share_of_futures_in_each_month(small):
    told = rows(small, "limits_summary", course="basic")
    axes = small.plot.limits().figure.axes
    causes = [ax.patches[-1].get_label() for ax in axes]
    assert set(causes) == set(told[told["limiter"] >= 0.005]["cause"])
    for ax, cause in zip(axes, causes, strict=True):
        assert ax.patches[-1].get_data().values.tolist() == told[told["cause"] == cause]["limiter"].tolist()


# what is said --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("1%", "as good as sure to reach the 1% aimed for"),
        ("99%", "not the 99% aimed for"),
    ],
)
def test_the_title_says_whether_a_target_is_met(folder, level, words):
    told = ran(folder, "small.yaml", f"targets.half_trained.at_least={level}").plot.coverage().title
    assert told.endswith(f"of staff trained by June 2026 is to be expected, {words}")


def test_the_title_says_how_likely_a_target_in_reach_is(small):
    for probability, words in ((0.6, "more likely than not the 50%"), (0.3, "less likely than not the 50%")):
        changed = small.tables | {"targets": small.targets.assign(probability=probability)}
        plots = type(small)(small.scenario, changed, 1.0).plot
        assert words in plots.coverage().title


def test_without_a_target_the_title_says_how_coverage_changes(folder):
    told = ran(folder, "small.yaml", "targets=null").plot.coverage()
    assert "of staff trained by December 2026 is to be expected, " in told.title
    assert "in October 2025" in told.title


def test_titles_tell_numbers_of_the_tables(small):
    told = summary(small, "trained_ever", course="basic", date="2025-10-31")["mean"].iloc[0]
    assert small.plot.trained_ever().title.startswith(f"{told:,.0f} people trained ever by October 2025")
    met = small.targets.iloc[0]
    assert f"in {met['probability'] * 100:.0f} of 100 futures" in small.plot.levels().title


def test_one_future_has_no_range_and_says_so(folder):
    plots = ran(folder, replications=1).plot
    for chart in plots.all():
        for ax in chart.figure.axes:
            assert not [*labelled(ax, "range"), *labelled(ax, "chance"), *labelled(ax, "interval")]
    assert "in this one future, which" in plots.coverage().title
    assert "One future out of many: no range can be told" in plots.coverage().alt
    assert not [chart for chart in plots.all() if chart.name.startswith("levels")]


def test_by_chance_alone_there_is_one_range_and_it_is_called_so(folder):
    plots = ran(folder, chance_only=True).plot
    (ax,) = plots.coverage().figure.axes
    assert labelled(ax, "range")
    assert not labelled(ax, "chance")
    assert "eight futures in ten, by chance alone." in plots.coverage().alt


def test_every_chart_has_a_title_an_alternative_and_tables_of_its_own(wide):
    charts = wide.plot.all()
    assert len({chart.name for chart in charts}) == len(charts)
    for chart in charts:
        assert chart.title.casefold() in chart.alt.casefold()
        assert len(chart.alt) > len(chart.title) + 40
        assert chart.tables
        assert set(chart.tables) <= set(measures.SUMMARIES)
        assert "nan" not in chart.alt.split()


# how it looks --------------------------------------------------------------------------------------------------------


def labels_out_of_view(figure):
    """Labels of ticks beyond the ends of their axis: they are there but never drawn."""
    found = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            outside = [tick for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
            found |= {tick.label1 for tick in outside}
    return found


def test_no_word_is_cut_off(small, wide):
    for chart in (*small.plot.all(), *wide.plot.all()):
        figure = chart.figure
        canvas = FigureCanvasAgg(figure)
        with house_style(), any_letters():
            canvas.draw()
            unseen = labels_out_of_view(figure)
            texts = [text for text in figure.findobj(Text) if text.get_text() and text not in unseen]
            boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts]
        page = figure.bbox
        assert len(texts) > 5
        for text, box in zip(texts, boxes, strict=True):
            inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
            assert inside, (chart.name, text.get_text())


def test_no_word_of_a_title_is_left_alone():
    title = "56% of staff trained by March 2028 is to be expected, not the 80% aimed for"
    assert wrapped(title, 11, 6.45, bold=True)[-1] == "for"
    first, last = balanced(title, 11, 6.45, bold=True)
    assert f"{first} {last}" == title
    assert len(last) > len(first) / 2


@pytest.mark.parametrize(
    ("coverage", "side"),
    [
        (lambda day: np.minimum(day, 500) * 0.7 / 500, "left"),  # rises through the words: they begin at the diamond
        (lambda day: np.full(len(day), 0.7), "right"),
        (lambda day: 0.7 - np.abs(day - 500) * 0.7 / 500, "right"),  # in the way on both sides
    ],
)
def test_a_target_is_named_where_its_words_cover_nothing(coverage, side):
    ax = Figure(figsize=(6, 4)).add_subplot(xlim=(0, 1000), ylim=(0, 1))
    every = np.arange(0, 1001, 25)
    mean = coverage(every)
    told = SimpleNamespace(at=every.astype("datetime64[D]"), mean=mean, low=mean - 0.01, high=mean + 0.01)
    aim(ax, told, date(1970, 1, 1) + timedelta(days=500), 0.6, "aimed for: 60% by then", above=False)
    (words,) = ax.texts
    assert words.get_horizontalalignment() == side


def test_labels_at_the_ends_of_lines_do_not_overlap():
    assert spread([1, 1, 1], [1, 1, 1], 0, 10) == [1, 2, 3]
    assert spread([1, 1, 1], [1, 3, 1], 0, 10) == [1, 3, 5]
    assert spread([9, 9.5], [1, 1], 0, 10) == [9, 10]
    assert spread([0.2, 5], [1, 1], 0, 10) == [0.2, 5]


def test_long_words_are_broken_and_no_line_is_too_wide():
    lines = wrapped(f"a {'long' * 40} word {LONG}", 8, 2.0)
    assert "".join(lines).replace(" ", "") == f"a{'long' * 40}word{LONG}".replace(" ", "")
    assert max(text_width(line, 8) for line in lines) <= 2.0


def test_the_same_chart_is_the_same_bytes(small, folder):
    again = ran(folder).plot
    for chart, other in zip(small.plot.all(), again.all(), strict=True):
        assert chart.svg() == other.svg()
    assert small.plot.deliveries().png() == again.deliveries().png()


def test_bytes_do_not_depend_on_the_hash_seed_nor_on_the_reader_s_settings(folder):
    (folder / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9\nsavefig.dpi: 17\n")
    script = (
        "import hashlib, cascade_sim as cs\n"
        "plots = cs.run('small.yaml', replications=3, jobs=1).plot\n"
        "for chart in (plots.coverage(), plots.deliveries()):\n"
        "    print(hashlib.sha256(chart.svg().encode() + chart.png()).hexdigest())\n"
    )
    command, seeded = [sys.executable, "-W", "error", "-c", script], environment(PYTHONHASHSEED="1")
    done = subprocess.run(command, cwd=folder, env=seeded, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    here = ran(folder, replications=3).plot
    charts = (here.coverage(), here.deliveries())
    hashes = [hashlib.sha256(chart.svg().encode() + chart.png()).hexdigest() for chart in charts]
    assert done.stdout.split() == hashes


def test_an_svg_holds_its_words_as_text_and_says_what_it_shows(wide):
    chart = wide.plot.coverage("basic")
    root = ET.fromstring(chart.svg())
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == chart.title
    assert root.find(f"{space}title").text == chart.title
    assert root.find(f"{space}desc").text == chart.alt
    texts = [text.text for text in root.iter(f"{space}text")]
    assert chart.title in " ".join(texts)
    assert any("$" in text for text in texts)
    assert "'DejaVu Sans', Verdana, Arial, sans-serif" in chart.svg()
    assert chart.svg().count("'DejaVu Sans'") == chart.svg().count("'DejaVu Sans', Verdana")


def test_charts_are_saved_by_what_their_file_is_called(small, tmp_path):
    chart = small.plot.coverage()
    chart.save(tmp_path / "chart.svg")
    chart.save(tmp_path / "chart.PNG")
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8") == chart.svg() == chart._repr_svg_()
    assert (tmp_path / "chart.PNG").read_bytes() == chart.png()
    with pytest.raises(UserError, match=r"saved as \.svg or \.png, not as '\.pdf'"):
        chart.save(tmp_path / "chart.pdf")


# what can be asked for -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda plot: plot.coverage("basc"), "no course 'basc'; did you mean 'basic'"),
        (lambda plot: plot.waiting(group="nurse"), "no group 'nurse'; did you mean 'nurses'"),
        (lambda plot: plot.members("trainr"), "no role 'trainr'; did you mean 'trainer'"),
        (lambda plot: plot.levels("half"), "no target 'half'; did you mean 'half_trained'|no target 'half'; there is"),
        (lambda plot: plot.bridge(since="2025-01-30"), "nearest they have is 2025-01-31"),
        (lambda plot: plot.bridge(since="January"), "'January' is not a date: write it as"),
        (lambda plot: plot.groups(when="2026-06-29"), "nearest they have is 2026-06-30"),
        (lambda plot: plot.ladder(year="2026-12-30"), "no year of the tables ends on 2026-12-30; did you mean 2026-12"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(small, ask, words):
    with pytest.raises(UserError, match=words):
        ask(small.plot)


def test_a_group_that_a_course_is_not_for_is_refused(folder):
    plot = ran(folder, "small.yaml", "courses.basic.for=[nurses]").plot
    with pytest.raises(UserError, match="'basic' is not for the group 'teachers', but for nurses"):
        plot.coverage(group="teachers")


def test_what_there_is_nothing_to_draw_of_is_left_out_and_refused_by_name(folder):
    sets = ["roles=null", "targets=null", "courses.basic.taught_by=external", "courses.basic.for=[nurses]"]
    plot = ran(folder, "small.yaml", *sets, "courses.basic.demand.starters.due=null").plot
    kinds = {chart.name.rpartition("-basic")[0] for chart in plot.all()}
    assert kinds == {"coverage", "trained-ever", "waiting", "bridge", "deliveries", "ladder", "limits"}
    assert len(plot.waiting().figure.axes) == 1
    for ask in (plot.members, plot.levels, plot.groups):
        with pytest.raises(UserError):
            ask()


def test_a_run_without_courses_has_no_charts(folder):
    plot = ran(folder, "small.yaml", "courses=null", "roles=null", "targets=null").plot
    assert plot.all() == ()


def test_every_chart_that_can_be_asked_for_is_documented():
    asked = [name for name in dir(Plots) if not name.startswith("_")]
    assert set(asked) == {
        "all", "bridge", "costs", "coverage", "deliveries", "groups", "ladder", "levels", "limits", "localities",
        "members", "pictures", "public", "sign_ups", "sound", "trained_ever", "undrawn", "waiting", "write",
    }  # fmt: skip
    assert all(getattr(Plots, name).__doc__ for name in asked)


def test_matplotlib_is_not_imported_until_a_chart_is_asked_for(folder):
    script = (
        "import sys, cascade_sim as cs\n"
        "result = cs.run('small.yaml', replications=1, jobs=1)\n"
        "assert 'matplotlib' not in sys.modules\n"
        "result.plot\n"
        "assert 'matplotlib' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment(), check=True)


# history -------------------------------------------------------------------------------------------------------------


def counted(row, measure, value, **more):
    blank = {"date": date(2025, 9, 1), "since": None, "course": None, "group": None, "role": None, "sd": None}
    blank |= {"locality": None}
    return SimpleNamespace(row=row, measure=measure, value=value, **(blank | {"date_precision_days": 0.0} | more))


def test_points_of_a_history_lie_on_the_charts_of_their_measure_and_scope(small):
    history = [
        counted(2, "coverage", 0.4, course="basic", sd=0.05, date_precision_days=60.0),
        counted(3, "coverage", 0.3, course="basic", group="nurses"),
        counted(4, "active", 5, role="trainer"),
    ]
    chart = small.plot.coverage(history=history)
    assert chart.observed == (2,)
    (ax,) = chart.figure.axes
    (point,) = [container for container in ax.containers if container.get_label() == "observed"]
    line, _, bars = point.lines
    at = int(np.datetime64("2025-09-01").astype(int))
    assert line.get_xydata().tolist() == [[at, 0.4]]
    ends = sorted(tuple(end) for bar in bars for segment in bar.get_segments() for end in segment.tolist())
    assert np.array(ends) == pytest.approx(np.array([(at - 60, 0.4), (at, 0.35), (at, 0.45), (at + 60, 0.4)]))
    assert "counted in life (bars: how well the date is known, one standard deviation)" in chart.alt
    _, active, _ = small.plot.members(history=history).figure.axes
    assert [container.lines[0].get_ydata().tolist() for container in active.containers] == [[5]]
    assert small.plot.coverage().observed == ()


def test_every_point_that_has_a_chart_is_drawn_and_the_others_are_told(small):
    history = (
        counted(2, "trained_ever", 30, course="basic", group="nurses"),
        counted(3, "waiting", 9, course="basic"),
        counted(4, "in_post", 55),
        counted(5, "members", 3, role="trainer", group="teachers"),
    )
    plots = Plots(small.plot._source, history)
    drawn = {row: chart.name for chart in plots.all() for row in chart.observed}
    assert drawn == {2: "trained-ever-basic-nurses", 3: "waiting-basic", 5: "members-trainer-teachers"}
    assert [point.row for point in plots.undrawn()] == [4]


def over(row, measure, value, since, until, **more):
    """What was counted from one day to another of the course `basic`."""
    days = {"since": date.fromisoformat(since), "date": date.fromisoformat(until)}
    return counted(row, measure, value, **({"course": "basic"} | days | more))


def circles(ax):
    """Where circles lie in a panel, in its units, left to right; with the ends of their bars, if they have any."""
    found = [container for container in ax.containers if container.get_label() == "observed"]
    return sorted(container.lines[0].get_xydata()[0].tolist() for container in found)


def bars_of(ax):
    found = [container for container in ax.containers if container.get_label() == "observed"]
    return [bar.get_segments()[0].tolist() for container in found for bar in container.lines[2]]


YEAR = ("2025-04-01", "2026-03-31")


def middle(first_but_one, last):
    return np.mean([np.datetime64(when).astype(int) for when in (first_but_one, last)])


def test_starters_counted_in_a_year_of_the_tables_lie_beside_that_year(wide):
    history = [
        over(2, "due_on_time", 0.4, *YEAR, sd=0.05, date_precision_days=10.0),
        over(3, "due_on_time", 0.5, "2025-05-01", "2026-03-31"),  # eleven months
        over(4, "due_on_time", 0.6, *YEAR, group="group_3"),
    ]
    chart = wide.plot.waiting("basic", history=history)
    assert chart.observed == (2,)
    _, below = chart.figure.axes
    x = middle("2025-03-31", "2026-03-31")
    assert circles(below) == [[x, 0.4]]
    bars = [[[x - 10, 0.4], [x + 10, 0.4]], [[x, 0.35], [x, 0.45]]]
    assert np.array(bars_of(below)) == pytest.approx(np.array(bars))
    assert "Circles: counted in life (bars: how well the date is known, one standard deviation)." in chart.alt
    assert wide.plot.waiting("basic", "group_3", history=history).observed == (4,)


@pytest.mark.parametrize(
    ("off", "precision", "drawn"), [(0, 0.0, True), (3, 2.0, False), (3, 3.0, True), (-3, 2.9, False)]
)
def test_a_period_agrees_with_a_year_within_the_precision_of_its_date(wide, off, precision, drawn):
    moved = date(2025, 4, 1) + timedelta(days=off)
    point = over(2, "deliveries_run", 9, moved.isoformat(), "2026-03-31", date_precision_days=precision)
    assert wide.plot.deliveries("basic", history=[point]).observed == ((2,) if drawn else ())


def test_a_point_is_of_the_nearest_of_the_years_it_may_be_of(wide):
    point = over(2, "deliveries_run", 9, "2025-11-01", "2026-10-31", date_precision_days=300.0)
    top, _ = wide.plot.deliveries("basic", history=[point]).figure.axes
    assert circles(top) == [[middle("2026-03-31", "2027-03-31"), 9]]


def test_deliveries_counted_lie_beside_those_run_and_on_the_bars_of_those_called_off(wide):
    history = [
        over(2, "deliveries_run", 40, *YEAR, sd=2),
        over(3, "deliveries_cancelled", 30, *YEAR),
        over(4, "deliveries_few_bookings", 25, *YEAR),
    ]
    chart = wide.plot.deliveries("basic", history=history)
    assert chart.observed == (2, 3, 4)
    top, below = chart.figure.axes
    x = middle("2025-03-31", "2026-03-31")
    assert circles(top) == [[x, 40]]
    assert top.get_ylim()[1] > 42
    bars = [bar for bar in below.containers if bar.get_label() != "observed"]
    (base,) = [bar[1].get_y() for bar in bars if bar.get_label() == "few_bookings"]
    assert base > 0  # a pause is below
    assert circles(below) == sorted([[x, 30], [x, base + 25]])
    (stem,) = labelled(below, "stem")
    assert stem.get_ydata().tolist() == [base, base + 25]
    assert below.get_ylim()[1] > base + 25
    assert "counted in life, of a cause from where its bar begins" in chart.alt


def test_no_range_of_deliveries_is_cut_off(small):
    told = small.tables["deliveries_yearly"]
    changed = small.tables | {"deliveries_yearly": told.assign(chance_p90=told["p90"] + 20)}
    for ax, outcome in zip(
        type(small)(small.scenario, changed, 1.0).plot.deliveries().figure.axes, ("run", "cancelled"), strict=True
    ):
        assert ax.get_ylim()[1] > rows(small, "deliveries_yearly", outcome=outcome)["p90"].max() + 20


def test_deliveries_called_off_in_life_alone_have_a_panel(folder):
    plot = ran(folder, "small.yaml", "courses.basic.taught_by=external", "courses.basic.schedule.core.per_year=2").plot
    assert len(plot.deliveries().figure.axes) == 1
    _, below = plot.deliveries(history=[over(2, "deliveries_cancelled", 3, *YEAR)]).figure.axes
    assert circles(below) == [[middle("2025-03-31", "2026-03-31"), 3]]
    _, below = plot.deliveries(history=[over(2, "deliveries_no_trainers", 3, *YEAR)]).figure.axes
    assert circles(below) == [[middle("2025-03-31", "2026-03-31"), 3]]


def test_places_counted_lie_where_their_bars_would_end(wide):
    history = [
        over(2, "places", 130, *YEAR),
        over(3, "places_booked", 90, *YEAR),
        over(4, "places_withdrew", 8, *YEAR, sd=3),
        over(5, "completed", 70, *YEAR),
        over(6, "places", 130, "2026-04-01", "2027-03-31"),
        over(7, "completed", 70, *YEAR, group="group_3"),
    ]
    chart = wide.plot.ladder("basic", "2026-03-31", history=history)
    assert chart.observed == (2, 3, 4, 5)
    (ax,) = chart.figure.axes
    bars = {bar.get_label(): bar.patches[0] for bar in ax.containers if bar.get_label() != "observed"}
    steps = list(bars)
    begins = bars["withdrew"].get_x()
    assert circles(ax) == sorted(
        [[130, steps.index("places")], [90, steps.index("empty")], [begins - 8, steps.index("withdrew")],
         [70, steps.index("completed")]]
    )  # fmt: skip
    assert [[begins - 11, steps.index("withdrew")], [begins - 5, steps.index("withdrew")]] in bars_of(ax)
    assert ax.get_xlim()[1] > 130
    assert "counted in life, where the bar would end (bars: one standard deviation)" in chart.alt


def test_a_bridge_shows_coverage_and_people_at_its_ends_and_completions_between(small):
    history = [
        counted(2, "coverage", 0.1, course="basic", date=date(2025, 1, 31), sd=0.02),
        counted(3, "holders", 30, course="basic", date=date(2026, 6, 20), date_precision_days=10.0),
        over(4, "completed", 20, "2025-02-01", "2026-06-30"),
        over(5, "completed", 20, "2025-01-01", "2026-06-30"),
        counted(6, "coverage", 0.3, course="basic", date=date(2025, 9, 30)),
    ]
    chart = small.plot.bridge("basic", "2025-01-31", "2026-06-30", history=history)
    assert chart.observed == (2, 3, 4)
    (ax,) = chart.figure.axes
    in_post = summary(small, "in_post", date="2026-06-30")["mean"].iloc[0]
    bars = {bar.get_label(): bar.patches[0] for bar in ax.containers if bar.get_label() != "observed"}
    parts = list(bars)
    base = bars["gained"].get_y()
    expected = [[0, 0.1], [parts.index("gained"), base + 20 / in_post], [parts.index("end"), 30 / in_post]]
    assert np.array(circles(ax)) == pytest.approx(np.array(expected))
    assert bars_of(ax) == [[[0, pytest.approx(0.08)], [0, pytest.approx(0.12)]]]
    assert "counted in life, people as a share of those to expect in post (bars: one standard deviation)" in chart.alt


def test_completions_are_no_gains_where_some_renew(wide):
    history = [over(2, "completed", 20, "2025-07-01", "2026-11-30")]
    assert wide.plot.bridge("basic", "2025-06-30", "2026-11-30", history=history).observed == ()
    assert wide.plot.bridge("other", "2025-06-30", "2026-11-30", history=history).observed == ()
    other = [over(2, "completed", 20, "2025-07-01", "2026-11-30", course="other")]
    assert wide.plot.bridge("other", "2025-06-30", "2026-11-30", history=other).observed == (2,)


@pytest.mark.parametrize(
    ("when", "drawn"), [("2026-06-29", False), ("2026-06-30", True), ("2026-07-01", True), ("2026-07-02", False)]
)
def test_a_state_agrees_with_a_date_at_whose_end_or_on_whose_morrow_it_was_counted(small, when, drawn):
    point = counted(2, "coverage", 0.4, course="basic", date=date.fromisoformat(when), sd=0.1)
    chart = small.plot.levels(history=[point])
    assert chart.observed == ((2,) if drawn else ())
    (ax,) = chart.figure.axes
    assert circles(ax) == ([[0.4, 0.0]] if drawn else [])
    assert bars_of(ax) == ([[[pytest.approx(0.3), 0], [0.5, 0]]] if drawn else [])
    assert ("counted in life, at their level (bars: one standard deviation)" in chart.alt) is drawn


@pytest.mark.parametrize(
    ("bound", "level", "side"),
    [("at_least", "50%", "left"), ("at_least", "99%", "left"), ("at_most", "90%", "left"), ("at_most", "1%", "right")],
)
def test_a_level_aimed_for_is_named_where_the_curve_leaves_room(folder, bound, level, side):
    sets = ["targets.half_trained.at_least=null", f"targets.half_trained.{bound}={level}"]
    (ax,) = ran(folder, "small.yaml", *sets).plot.levels().figure.axes
    (words,) = (text for text in ax.texts if text.get_text() == f"aimed for: {level}")
    assert words.get_horizontalalignment() == {"left": "right", "right": "left"}[side]
    (curve,), (_, height) = labelled(ax, "probability"), words.xy
    at = np.interp(float(level.rstrip("%")) / 100, *curve.get_xydata().T)
    assert height < at if at >= 0.5 else height > at


def test_levels_reach_as_far_as_what_was_counted(wide):
    (ax,) = wide.plot.levels("queue", history=[
        counted(2, "waiting", 5000, course="basic", date=date(2026, 12, 31))
    ]).figure.axes  # fmt: skip
    assert ax.get_xlim()[1] > 5000


def test_levels_of_what_happened_show_what_was_counted_over_that_year(wide):
    history = [
        over(2, "due_on_time", 0.4, "2026-01-01", "2026-12-31"),
        over(3, "due_on_time", 0.4, "2026-02-01", "2026-12-31"),
    ]
    assert wide.plot.levels("prompt", history=history).observed == (2,)


def test_groups_show_what_was_counted_at_their_date(wide):
    history = [
        counted(2, "coverage", 0.4, course="basic", group="group_3", date=date(2026, 11, 30), sd=0.1),
        counted(3, "coverage", 0.4, course="basic", group="group_4", date=date(2026, 11, 20)),
        counted(4, "coverage", 0.4, course="basic", date=date(2026, 11, 30)),
        counted(5, "coverage", 0.5, course="basic", group="group_5", date=date(2026, 11, 20), date_precision_days=10.0),
    ]
    chart = wide.plot.groups("basic", history=history)
    assert set(chart.observed) == {2, 5}
    (ax,) = chart.figure.axes
    labels = ["".join(label.get_text().split()) for label in ax.get_yticklabels()]
    rows = {"3": labels.index("".join(LONG.split())), "5": labels.index("Group5of児童")}
    assert circles(ax) == [[0.4, rows["3"]], [0.5, rows["5"]]]
    assert bars_of(ax) == [[[pytest.approx(0.3), rows["3"]], [0.5, rows["3"]]]]
    assert wide.plot.groups("basic", "2026-11-30", history=history[:1]).observed == (2,)


def test_limits_show_what_was_counted_of_a_cause_in_its_month(small):
    history = [
        over(2, "lost_dates", 12, "2025-09-01", "2025-09-30", date_precision_days=5.0),
        over(3, "lost_release", 4, "2025-09-01", "2025-09-30"),
        over(4, "lost_dates", 30, "2025-08-01", "2025-09-30"),
    ]
    chart = small.plot.limits(history=history)
    assert chart.observed == (2, 3)
    panels = {ax.patches[-1].get_label(): ax for ax in chart.figure.axes}
    x = middle("2025-08-31", "2025-09-30")
    assert circles(panels["dates"]) == circles(panels["release"]) == [[x, 0.5]]
    assert bars_of(panels["dates"]) == [[[x - 5, 0.5], [x + 5, 0.5]]]
    assert "12" in [text.get_text() for text in panels["dates"].texts]
    assert "4" in [text.get_text() for text in panels["release"].texts]
    assert not any(circles(ax) for cause, ax in panels.items() if cause not in ("dates", "release"))
    assert "counted in life as lost in that month, with their number where there is room (bars: how well" in chart.alt


def test_limits_write_a_number_only_where_it_covers_no_other_circle(folder):
    plot = ran(folder, "small.yaml", "start=2005-01-01", "changes=null").plot
    months = [("2015-07-01", "2015-07-31"), ("2015-08-01", "2015-08-31"), ("2017-08-01", "2017-08-31")]
    history = [over(i, "lost_dates", 1000 + i, *month) for i, month in enumerate(months)]
    panels = {ax.patches[-1].get_label(): ax for ax in plot.limits(history=history).figure.axes}
    assert len(circles(panels["dates"])) == 3
    written = [text.get_text() for text in panels["dates"].texts]
    assert [f"{1000 + i:,}" in written for i in range(3)] == [False, True, True]


def test_without_points_no_chart_speaks_of_circles(wide):
    assert not [chart.name for chart in wide.plot.all() if "ircles" in chart.alt]


def test_every_count_that_a_file_may_hold_has_a_chart_that_shows_it(folder):
    result = ran(folder, "wide.yaml", "courses.basic.valid_for=forever")
    history = [
        over(i, name, 1, *(("2025-09-01", "2025-09-30") if count.table == "limits_summary" else YEAR))
        for i, (name, count) in enumerate(measures.COUNTS.items())
    ]
    assert Plots(result.plot._source, history).undrawn() == ()


def test_points_of_other_years_groups_and_courses_have_charts_of_their_own(folder):
    history = (
        over(2, "places", 100, "2027-04-01", "2027-06-30"),
        over(3, "places", 100, "2025-05-01", "2025-09-30"),
        counted(4, "holders", 4, course="basic", group="group_3", date=date(2026, 11, 30)),
        over(5, "deliveries_run", 9, *YEAR, course="other"),
        counted(6, "holders", 4, course="basic", group="group_3", date=date(2026, 9, 30)),
    )
    plots = Plots(ran(folder, "wide.yaml", "targets.few=null").plot._source, history)
    drawn = {row: chart.name for chart in plots.all() for row in chart.observed}
    assert drawn == {
        2: "ladder-basic-2027-06-30", 4: "bridge-basic-group_3-from-today", 5: "deliveries-other",
    }  # fmt: skip
    assert [point.row for point in plots.undrawn()] == [3, 6]


def test_a_history_given_to_a_run_is_on_its_charts_and_in_its_answer(folder):
    (folder / "history.csv").write_text(
        "date,measure,course,group,role,value\n2025-09-30,coverage,basic,,,40%\n2025-09-30,in_post,,,,55\n"
        "2025-09-30,members,,,coach,4\n2025-12-30,completed,basic,,,4\n2025-12-31,completed,basic,,,4\n"
    )
    result = ran(folder, history=folder / "history.csv")
    assert result.plot.coverage().observed == (2,)
    told = str(result.summary())
    assert "History             1 point on the charts" in told
    assert "line 3 is on none: no chart shows 'in_post' of its scope on 2025-09-30" in told
    assert "line 4 is on none: there is no role 'coach'" in told
    assert "line 5 is on none: its period begins on 2024-12-31, before the run (2025-01-01 to 2026-12-31)" in told
    assert "line 6 is on none: no chart shows 'completed' of its scope from 2025-01-01 to 2025-12-31" in told
    assert result.summary().to_dict()["history"]["drawn"] == 1


def test_the_tables_of_a_run_hold_every_summary(small):
    for name, table in measures.SUMMARIES.items():
        assert list(small.tables[name]) == list(table.names())
        assert isinstance(small.tables[name], pd.DataFrame)
