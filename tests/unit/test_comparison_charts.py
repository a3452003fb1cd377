"""Charts of several plans: one colour for one plan, numbers of the tables, and what is drawn when there is little."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.text import Text

import cascade_sim as cs
from cascade_sim.errors import UserError
from cascade_sim.presentation.charts.sides import two_lines
from cascade_sim.presentation.charts.style import any_letters, house_style
from cascade_sim.presentation.looks import PLAN_COLOURS
from tests.plans import compared_in, three_plans

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return three_plans(tmp_path_factory.mktemp("plans"))


@pytest.fixture(scope="module")
def compared(folder):
    return compared_in(folder)


def colours_of(figure, label):
    """The colours of what is drawn with a label."""
    drawn = [artist for ax in figure.axes for artist in (*ax.lines, *ax.collections, *ax.patches)]
    found = [artist for artist in drawn if artist.get_label() == label]
    return [to_hex(artist.get_color() if hasattr(artist, "get_color") else artist.get_facecolor()) for artist in found]


def test_every_chart_is_drawn_and_says_what_it_found(compared):
    names = [chart.name for chart in compared.plot.all()]
    assert names == [
        "compare-coverage-basic",
        "compare-differences",
        "compare-probabilities",
        "compare-costs",
        "compare-why-2",
        "compare-why-3",
    ]
    for chart in compared.plot.all():
        assert chart.title[0].isupper()
        assert len(chart.alt) > len(chart.title)
        assert set(chart.tables) <= set(compared.tables)


def test_a_plan_has_one_colour_in_every_chart(compared):
    expected = [colour.lower() for colour in PLAN_COLOURS[:3]]
    plot = compared.plot
    assert [colour.lower() for colour in colours_of(plot.coverage().figure, "mean")] == expected
    number = len(compared.yardsticks)
    assert colours_of(plot.differences().figure, "mean") == expected[1:] * number
    assert colours_of(plot.probabilities().figure, "probability") == expected
    assert colours_of(plot.costs().figure, "mean") == expected[1:]
    bars = [to_hex(bar.get_facecolor()) for bar in plot.waterfall("Dearer $ and $ larger").figure.axes[0].patches]
    assert (bars[0], bars[-1]) == (expected[0], expected[2])
    assert list(compared.tables["plans"]["colour"].str.lower()) == expected


def test_marks_lie_where_the_tables_say(compared):
    ax = compared.plot.differences().figure.axes[0]
    marks = [float(line.get_xdata()[0]) for line in ax.lines if line.get_label() == "mean"]
    table = compared.tables["differences"]
    assert marks == pytest.approx(list(100 * table[table["name"] == "half_trained"]["mean"]))


def test_the_bars_of_a_waterfall_end_at_the_plan(compared):
    figure = compared.plot.waterfall("Dearer $ and $ larger").figure
    bars = [patch for patch in figure.axes[0].patches if patch.get_width()]
    assert bars[0].get_width() + sum(bar.get_width() for bar in bars[1:-1]) == pytest.approx(bars[-1].get_width())


def test_the_same_chart_gives_the_same_bytes(compared):
    for chart in compared.plot.all():
        assert chart.files() == chart.files()


def out_of_view(figure):
    """Labels of ticks beyond the ends of their axis: they are there but never drawn."""
    found = set()
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        low, high = sorted(axis.get_view_interval())
        found |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    return found


def test_no_word_is_cut_off(compared, tmp_path):
    name = "A programme of a long name, with recruits who are trained before they start"
    three_plans(tmp_path, name)
    dear = tmp_path / "dear.yaml"
    dear.write_text(dear.read_text().replace("Dearer $ and $ larger", f"{name} and dearer"))
    for chart in (*compared.plot.all(), *compared_in(tmp_path, replications=4).plot.all()):
        figure = chart.figure
        canvas = FigureCanvasAgg(figure)
        with house_style(), any_letters():
            canvas.draw()
            unseen, page = out_of_view(figure), figure.bbox
            for text in figure.findobj(Text):
                box = text.get_window_extent(canvas.get_renderer())
                inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
                assert inside or not text.get_text() or text in unseen, (chart.name, text.get_text())


def test_what_is_not_there_is_refused(compared, folder):
    with pytest.raises(UserError, match="no plan 'Less'"):
        compared.plot.waterfall("Less")
    plain = cs.compare([folder / "small.yaml", folder / "more.yaml"], replications=2, jobs=1)
    with pytest.raises(UserError, match="--why"):
        plain.plot.waterfall()
    with pytest.raises(UserError, match="trained in 'other'"):
        plain.plot.coverage("other")


def test_long_names_take_two_lines():
    assert two_lines("courses.foundation.schedule.core.per_year_and_more").count("\n") == 1
    assert "\n" not in two_lines("Short")
    assert two_lines("A very long name " * 9).endswith("…")


def test_a_long_name_stands_whole_beside_the_end_of_its_line(tmp_path):
    name = "A programme of a long name, with recruits who are trained before they start"
    figure = compared_in(three_plans(tmp_path, name), replications=2).plot.coverage().figure
    said = [" ".join(text.get_text().split()) for text in figure.axes[0].texts]
    assert sum(one.endswith(name) for one in said) == 1
    assert sorted(colours_of(figure, "key")) == sorted(colours_of(figure, "mean"))


def test_how_likely_is_told_of_the_likeliest_plan_and_the_first_or_once_of_all(compared, folder):
    title = compared.plot.probabilities().title
    assert "with More courses" in title or "with Dearer $ and $ larger" in title
    assert title.endswith("with A small programme")
    (folder / "same.yaml").write_text("extends: small.yaml\nname: The same\n")
    same = cs.compare([folder / "small.yaml", folder / "same.yaml"], replications=2, jobs=1)
    assert same.plot.probabilities().title.endswith(" of 100 futures with every plan")
