"""Merging: extends, defaults, null, --set, and the resolved file."""

import pickle
from pathlib import Path

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import load

pytestmark = pytest.mark.unit

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SMALL = (SCENARIOS / "small.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def extending(folder, text, name="plan.yaml", **more):
    (folder / name).write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
    return load(folder / name, **more)


def refused(path, sets=()):
    with pytest.raises(ScenarioError) as caught:
        load(path, sets)
    return str(caught.value)


def test_a_file_changes_only_what_it_names(folder):
    scenario = extending(
        folder, "name: More\ncourses: {basic: {places: 20}}\ngroups: {doctors: {posts: 5, turnover: 5%/year}}"
    )
    course = scenario.plan()[0].first.courses[0]
    assert (course.places, course.minimum) == (20, 8)
    assert list(scenario.groups) == ["nurses", "teachers", "doctors"]


def test_values_of_every_form_replace_whole(folder):
    text = (
        "courses: {basic: {attendance: {first_day: {others: 70%}}, days: [0]}}\ngroups: {teachers: {turnover: 5%/year}}"
    )
    plan = extending(folder, text + "\nroles: {trainer: {at_start: {from: {nurses: 100%}}}}").plan()[0].first
    assert plan.courses[0].first_day_by_group == (0.7, 0.7)
    assert plan.courses[0].days == (0,)
    assert plan.groups[1].first_year == plan.groups[1].later == 0.05 / 365.25
    assert plan.roles[0].from_groups == ((0, 1.0),)


def test_null_removes(folder):
    scenario = extending(folder, "changes: null\ntargets: {covered: null}\ncourses: {basic: {minimum: null}}")
    assert scenario.plan()[0].breaks == (0.0, 365.0)
    assert scenario.targets == ()
    assert scenario.plan()[0].first.courses[0].minimum == 0


def test_null_keeps_a_default_out(folder):
    defaults = "defaults: {groups: {release: {per_delivery: 4}}}\ngroups: {nurses: {release: null}}"
    scenario = extending(folder, defaults)
    assert [group.release_per_delivery for group in scenario.plan()[0].first.groups] == [None, 4]
    (folder / "again.yaml").write_text(scenario.resolved(), encoding="utf-8")
    assert load("again.yaml") == scenario


def test_defaults_fill_in_what_is_left_out(folder):
    text = "defaults: {groups: {time_to_fill: 4 weeks, posts: 7}, courses: {attendance: {withdraws: 5%}}}"
    first = extending(folder, text).plan()[0].first
    assert [group.time_to_fill.mean for group in first.groups] == [28, 28]
    assert [group.posts for group in first.groups] == [100, 50]
    assert first.courses[0].withdraws_by_group == (0.05, 0.05)
    assert first.courses[0].first_day_by_group == (0.9, 0.8)


def test_a_problem_in_defaults_is_told_once_and_where_it_is_written(folder):
    (folder / "plan.yaml").write_text("extends: base.yaml\ndefaults: {groups: {time_to_fill: 9}}", encoding="utf-8")
    told = refused("plan.yaml")
    advice = "9 has no unit: write 9 days, 9 weeks, 9 months or 9 years"
    assert told == f"plan.yaml:2:35 defaults.groups.time_to_fill: {advice}"


def test_what_all_inherit_is_drawn_once_under_the_path_where_it_is_written(folder):
    ranged = "{value: 4 weeks, range: [2 weeks, 8 weeks], basis: judged}"
    scenario = extending(folder, f"defaults: {{groups: {{time_to_fill: {ranged}}}}}")
    plan, drawn, _ = scenario.plan(lambda path: 0.95)
    assert drawn == {"defaults.groups.time_to_fill": pytest.approx(8)}
    assert [group.time_to_fill.mean for group in plan.first.groups] == pytest.approx([56, 56])
    assert [row.path for row in scenario.register] == ["defaults.groups.time_to_fill"]


def test_chains_and_circles(folder):
    (folder / "middle.yaml").write_text("extends: base.yaml\ncourses: {basic: {places: 20}}", encoding="utf-8")
    (folder / "top.yaml").write_text("extends: middle.yaml\ncourses: {basic: {minimum: 5}}", encoding="utf-8")
    course = load("top.yaml").plan()[0].first.courses[0]
    assert (course.places, course.minimum) == (20, 5)
    (folder / "base.yaml").write_text("extends: top.yaml", encoding="utf-8")
    circle = "top.yaml -> middle.yaml -> base.yaml -> top.yaml"
    assert refused("top.yaml") == f"base.yaml:1:10 extends: files extend each other in a circle: {circle}"


def test_files_elsewhere_and_missing_ones_are_refused(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "base.yaml"
    outside.write_text(SMALL, encoding="utf-8")
    (folder / "a.yaml").write_text(f"extends: {outside}", encoding="utf-8")
    (folder / "b.yaml").write_text("extends: bse.yaml", encoding="utf-8")
    assert refused("a.yaml").endswith(
        f"'{outside}' lies outside the working folder and the scenario's own folder: copy it there"
    )
    assert (
        refused("b.yaml") == "b.yaml:1:10 extends: there is no file 'bse.yaml' beside b.yaml; did you mean 'base.yaml'?"
    )


def test_the_files_of_a_scenarios_own_folder_may_be_read_from_anywhere(folder, monkeypatch, tmp_path_factory):
    (folder / "plan.yaml").write_text("extends: base.yaml", encoding="utf-8")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load(folder / "plan.yaml").name == "Test"


def test_set_puts_values_on_top(folder):
    sets = ("courses.basic.places=20", "changes.pause.scale.groups.*.turnover=1.5", "seed=7", "targets=null")
    scenario = load("base.yaml", sets)
    assert (scenario.plan()[0].first.courses[0].places, scenario.seed, scenario.targets) == (20, 7, ())
    during = scenario.plan()[0].at(430).groups[0]
    assert during.later == pytest.approx(0.15 / 365.25)


def test_set_reaches_into_values(folder):
    scenario = load("base.yaml", ["groups.teachers.turnover.later=10%/year", "groups.teachers.posts.2026-01-01=70"])
    plan = scenario.plan()[0]
    assert (plan.first.groups[1].later, plan.at(365).groups[1].posts) == (0.1 / 365.25, 70)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("courses.basic.capcity=20", "--set courses.basic.capcity: unknown setting; there are label, for"),
        ("courses.basic.place=20", "--set courses.basic.place: unknown setting; did you mean 'places'?"),
        ("courses.basic.places=no", "--set courses.basic.places: YAML reads 'no' as false"),
        ("courses.basic.places=0", "--set courses.basic.places: must be at least 1, found '0'"),
        (
            "courses.basic.places",
            "--set: expected path=value such as courses.foundation.places=20, found 'courses.basic",
        ),
        ("courses.basic.minimum=20", "--set courses.basic.minimum: must be at most 17 places, found 20"),
        ("extends=other.yaml", "--set extends: cannot be set: name another file"),
    ],
)
def test_errors_of_set_say_so(folder, item, message):
    assert refused("base.yaml", [item]).startswith(message)


def test_columns_of_a_file_are_taken_into_the_resolved_file(folder):
    (folder / "waits.csv").write_text("group,weeks\na,4\nb,8\n", encoding="utf-8")
    text = "groups: {nurses: {time_to_fill: {empirical: {file: waits.csv, column: weeks, unit: weeks}}}}"
    scenario = extending(folder, text)
    assert scenario.plan()[0].first.groups[0].time_to_fill.values == (28, 56)
    (folder / "waits.csv").unlink()
    (folder / "again.yaml").write_text(scenario.resolved(), encoding="utf-8")
    assert load("again.yaml") == scenario
    (folder / "waits.csv").write_text("group,week\na,4\n", encoding="utf-8")
    assert refused("plan.yaml").endswith("empirical: waits.csv: there is no column 'weeks'; did you mean 'week'?")


@pytest.mark.parametrize("name", ["outline.yaml", "parts.yaml", "small.yaml"])
def test_the_resolved_file_loads_to_an_equal_scenario(tmp_path, name):
    scenario = load(
        SCENARIOS / name,
        ["groups.primary.turnover={value: 6%/year, range: [4%/year, 9%/year]}"] if name[0] == "o" else [],
    )
    (tmp_path / "scenario.yaml").write_text(scenario.resolved(), encoding="utf-8")
    again = load(tmp_path / "scenario.yaml")
    assert again == scenario
    assert again.fingerprint == scenario.fingerprint
    assert again.plan(lambda path: 0.3)[1:] == scenario.plan(lambda path: 0.3)[1:]


def test_a_scenario_survives_the_way_to_another_process():
    scenario = load(SCENARIOS / "outline.yaml")
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.plan()[0].settings == scenario.plan()[0].settings


def test_errors_survive_the_way_to_another_process(folder):
    with pytest.raises(ScenarioError) as caught:
        load("base.yaml", ["seed=-1"])
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.problems) == (str(caught.value), caught.value.problems)
    assert str(type(again)(*again.args)) == str(again)


def test_the_fingerprint_knows_what_matters(folder):
    plain = load("base.yaml").fingerprint
    words = [
        "name=Other",
        "groups.nurses.label=Nurses of all kinds",
        "changes.pause.why=x",
        "courses.basic.places={value: 17, source: me}",
    ]
    assert load("base.yaml", words).fingerprint == plain
    for item in (
        "seed=2",
        "courses.basic.places=18",
        "courses.basic.days=[0, 15]",
        "calendar.holidays=GB-ENG",
        "end=2027-12-30",
        "localities={North: 50%, South: 50%}",
        "courses.basic.cost={per_delivery: 350 GBP}",
        "courses.basic.follow_up={sessions: 2, every: 4 weeks}",
        "courses.basic.schedule.core.to=2026-12-31",
        "budgets={training: {per_year: 40000 GBP}}",
        "year_starts=April",
    ):
        assert load("base.yaml", [item]).fingerprint != plain, item


def test_what_is_not_written_has_a_readable_label():
    scenario = load(SCENARIOS / "outline.yaml")
    assert scenario.courses["train_the_trainer"].label == "Train the trainer"
    assert scenario.groups["primary"].label == "Primary teachers"
