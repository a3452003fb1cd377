"""`cascade-sim compare`: what it prints, what it writes, what it refuses, and how it ends."""

import json
import shutil

import pandas as pd
import pytest

import cascade_sim as cs
from cascade_sim import measures
from cascade_sim.errors import UserError
from cascade_sim.presentation.looks import PLAN_COLOURS

pytestmark = pytest.mark.cli

MORE = "extends: small.yaml\nname: More courses\ncourses: {basic: {schedule: {core: {per_year: 12}}, places: 12}}\n"
SAME = "extends: small.yaml\nname: The same\n"
QUICK = ("-n", "8", "-j", "1")


@pytest.fixture
def plans(folder):
    """The working folder, with three plans in it."""
    (folder / "more.yaml").write_text(MORE)
    (folder / "same.yaml").write_text(SAME)
    return folder


def write(folder, name, text):
    (folder / name).write_text(f"extends: more.yaml\n{text}")
    return name


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def table(folder, name):
    return pd.read_csv(folder / "tables" / f"{name}.csv", keep_default_na=False)


def test_the_answer_in_words(cascade_process, plans):
    done = cascade_process("compare", "small.yaml", "more.yaml", "same.yaml", *QUICK, "--why")
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.splitlines()
    assert told[0].startswith("Comparing 3 plans · January 2025 to December 2026 · 8 of the same futures in ")
    first, second = (line.strip() for line in told[2:4])
    assert first.startswith("Answer") and "*More courses* gives " in first
    assert first.index("coverage by June 2026 than *A small programme* (expected; likely") < first.index("ahead in")
    assert second == (
        "*The same* makes no difference to coverage by June 2026: the same as with *A small programme* in every future."
    )
    text = done.stdout
    for said in ("50% of staff trained by 30 June 2026", "Ranking", "Why they differ", "(Shapley)", "They differ in"):
        assert said in text
    assert "courses.basic.places: 10 | 12 | 10" in text
    assert told[-1] == "  outputs/compare-small-more-same/  tables/ · charts/ · plans/ · manifest.json"


def test_what_is_written(cascade, plans):
    cascade("compare", "small.yaml", "more.yaml", *QUICK, "--why")
    written = plans / "outputs" / "compare-small-more"
    found = files_in(written)
    assert {f"tables/{name}.csv" for name in measures.COMPARISONS} | {"tables/README.md"} <= set(found)
    charts = ["compare-coverage-basic", "compare-differences", "compare-probabilities", "compare-why"]
    assert {f"charts/{name}.{kind}" for name in charts for kind in ("png", "svg")} <= set(found)
    manifest = json.loads((written / "manifest.json").read_text())
    assert manifest["command"] == "cascade-sim compare small.yaml more.yaml -n 8 --worthwhile 1pp --why"
    assert manifest["files"] == [name for name in found if name != "manifest.json"]
    assert [plan["run"] for plan in manifest["plans"]] == ["plans/small", "plans/more"]
    assert list(table(written, "plans")["colour"]) == list(PLAN_COLOURS[:2])
    for name, declared in measures.COMPARISONS.items():
        assert tuple(table(written, name).columns) == declared.names()
    assert [path.name for path in (plans / "outputs").iterdir()] == ["compare-small-more"]


def test_a_report_and_a_workbook_on_demand(cascade, plans):
    command = ("compare", "small.yaml", "more.yaml", *QUICK, "--report")
    done = cascade(*command)
    there = "report.html · workbook.xlsx · tables/ · charts/ · plans/ · manifest.json"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"  outputs/compare-small-more/  {there}"
    written = plans / "outputs" / "compare-small-more"
    manifest = json.loads((written / "manifest.json").read_text())
    assert {"report.html", "workbook.xlsx"} <= {*manifest["files"]}
    assert manifest["command"] in (written / "report.html").read_text()
    cascade(*command, "-q", "--no-charts", "-o", "again")
    for name in ("report.html", "workbook.xlsx"):
        assert (plans / "again" / name).read_bytes() == (written / name).read_bytes()
    done = cascade("report", "again")
    assert (done.returncode, done.stdout) == (2, "")
    assert "again is a comparison: its report is written by cascade-sim compare --report" in done.stderr


def test_slides_on_demand(cascade, plans):
    done = cascade("compare", "small.yaml", "more.yaml", *QUICK, "--slides", "--no-charts")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("  slides.pptx · tables/ · plans/ · manifest.json")
    assert "slides.pptx" in files_in(plans / "outputs" / "compare-small-more")


def test_finished_runs_are_compared_as_their_files_would_be_and_again_to_the_same_bytes(cascade, plans):
    cascade("compare", "small.yaml", "more.yaml", *QUICK, "-o", "first")
    runs = ("first/plans/small", "first/plans/more")
    assert cascade("compare", *runs, "-o", "second").returncode == 0
    for name in ("differences", "probabilities", "over_time", "ranking"):
        assert (plans / f"first/tables/{name}.csv").read_bytes() == (plans / f"second/tables/{name}.csv").read_bytes()
    charts = [name for name in files_in(plans / "first") if name.endswith(".svg")]
    assert charts
    assert all((plans / "first" / name).read_bytes() == (plans / "second" / name).read_bytes() for name in charts)
    assert not (plans / "second" / "plans").exists()
    cascade("run", "more.yaml", *QUICK, "--no-charts")
    shutil.rmtree(plans / "first" / "charts")
    for name in files_in(plans / "outputs/more/tables"):
        assert (plans / "outputs/more/tables" / name).read_bytes() == (plans / runs[1] / "tables" / name).read_bytes()


def test_a_file_is_compared_with_a_run_in_the_futures_that_both_have(cascade, plans):
    cascade("run", "small.yaml", "-n", "6", "-j", "1", "--no-charts")
    done = cascade("compare", "outputs/small", "more.yaml", "-n", "9", "-j", "1", "--no-charts", "-o", "mixed")
    assert done.stderr == "Compared in the 6 futures that all of the plans have finished.\n"
    assert set(table(plans / "mixed", "differences")["replications"]) == {6}
    done = cascade("compare", "outputs/small", "more.yaml", "-j", "1", "--no-charts", "-o", "mixed")
    assert (done.returncode, done.stderr) == (0, "")  # as many as the run has


def test_a_plan_without_ranges_shares_the_luck_of_one_with_them(cascade, plans):
    write(plans, "held.yaml", "name: Held\ngroups: {nurses: {turnover: 15%/year}}\n")
    done = cascade("compare", "small.yaml", "held.yaml", *QUICK, "--no-charts", "-o", "held")
    assert (done.returncode, done.stderr) == (0, "")
    assert set(table(plans / "held", "differences")["replications"]) == {8}


def test_plans_that_end_at_different_dates_are_compared_up_to_the_first_end(cascade, plans):
    write(plans, "short.yaml", "name: Short\nend: 2026-05-31\ntargets: {half_trained: null}\n")
    done = cascade("compare", "small.yaml", "short.yaml", *QUICK, "--no-charts", "-o", "out")
    assert "Dates after 2026-05-31, where the first of the plans ends, are not compared." in done.stderr
    assert "Not compared, since not every plan tells of it: half_trained." in done.stderr
    assert set(table(plans / "out", "differences")["date"]) == {"2026-05-31"}
    assert max(table(plans / "out", "over_time")["date"]) == "2026-05-31"


def test_json(cascade, plans):
    done = cascade("compare", "small.yaml", "same.yaml", *QUICK, "--json", "--no-charts", "--worthwhile", "2pp")
    told = json.loads(done.stdout)
    assert [plan["plan"] for plan in told["plans"]] == ["A small programme", "The same"]
    row = told["differences"][0]
    assert (row["name"], row["mean"], row["verdict"], row["worthwhile"]) == ("half_trained", 0, "same", 0.02)
    assert row["date"] == "2026-06-30"


def test_quiet_says_nothing(cascade, plans):
    done = cascade("compare", "small.yaml", "same.yaml", *QUICK, "-q", "--no-charts")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_in_one_future_no_range_is_told(cascade, plans):
    done = cascade("compare", "small.yaml", "more.yaml", "-n", "1", "-j", "1")
    assert done.returncode == 0
    assert "one future in" in done.stdout
    assert "likely" not in done.stdout


def refused(cascade, *arguments):
    """What is said when a comparison is refused; nothing is written then."""
    done = cascade("compare", *arguments, *QUICK, "-o", "new")
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr.strip()


def test_plans_that_cannot_be_compared_are_refused_with_the_reason(cascade, plans):
    cases = {
        "seeded.yaml": ("name: Seeded\nseed: 5\n", "has the seed 1 and seeded.yaml the seed 5"),
        "later.yaml": ("name: Later\nstart: 2025-02-01\n", "starts on 2025-01-01 and later.yaml on 2025-02-01"),
        "named.yaml": ("name: A small programme\n", "are both called 'A small programme': give one of them another"),
    }
    priced = "courses: {{basic: {{cost: {{per_delivery: 100 {}}}}}}}\n"
    write(plans, "pounds.yaml", f"name: Pounds\n{priced.format('GBP')}")
    write(plans, "euros.yaml", f"name: Euros\n{priced.format('EUR')}")
    assert "has prices in GBP, euros.yaml in EUR" in refused(cascade, "pounds.yaml", "euros.yaml")
    for name, (text, said) in cases.items():
        write(plans, name, text)
        assert said in refused(cascade, "small.yaml", name)
    assert "one plan alone cannot be compared" in refused(cascade, "small.yaml")
    assert "nothere.yaml: there is no such file" in refused(cascade, "small.yaml", "nothere.yaml")
    assert "expected a number of percentage points" in refused(cascade, "small.yaml", "more.yaml", "--worthwhile", "2")
    assert "7 plans are more than charts can tell apart" in refused(cascade, *["small.yaml"] * 7)
    assert not (plans / "new").exists()


def test_folders_that_are_no_finished_runs_are_refused_with_the_reason(cascade, plans):
    cascade("compare", "small.yaml", "more.yaml", *QUICK, "-o", "done", "--no-charts")
    run = "done/plans/more"
    assert "done is a comparison already: compare the runs of its plans, done/plans/small, done/plans/more" in refused(
        cascade, "done", run
    )
    (plans / "foreign").mkdir()
    assert "foreign is not the folder of a finished run" in refused(cascade, "foreign", run)
    assert "--set and --seed cannot change" in refused(cascade, run, "small.yaml", "--seed", "3")
    assert "leave out --chance-only" in refused(cascade, run, "small.yaml", "--chance-only")
    cascade("run", "small.yaml", *QUICK, "--chance-only", "--no-charts")
    assert "was run by chance alone, the other not" in refused(cascade, "outputs/small", run)
    coverage = plans / "done/plans/small/tables/coverage.parquet"
    coverage.write_bytes(coverage.read_bytes()[:500])
    assert "the tables in done/plans/small/tables are damaged" in refused(cascade, "done/plans/small", run)
    kept = plans / run / "scenario.yaml"
    kept.write_text(kept.read_text().replace("per_year: 12", "per_year: 11"))
    assert f"{run}/scenario.yaml has been changed since it was run" in refused(cascade, run, "small.yaml")
    kept.unlink()
    assert "has lost its scenario.yaml" in refused(cascade, run, "small.yaml")
    assert not (plans / "new").exists()


def test_plans_with_nothing_in_common_are_refused(cascade, plans):
    for name in ("one", "two"):
        (plans / f"{name}.yaml").write_text(
            f"format: 1\nname: {name}\nstart: 2025-01-01\nend: 2025-06-30\ngroups: {{staff: {{posts: 5, turnover: "
            f"5%/year}}}}\ncourses: {{{name}: {{for: [staff], taught_by: external, places: 3, "
            "schedule: {core: {per_year: 4}}}}\n"
        )
    assert "these plans share nothing they could be compared by" in refused(cascade, "one.yaml", "two.yaml")


def test_a_folder_of_somebody_else_is_left_alone(cascade, plans):
    (plans / "theirs").mkdir()
    (plans / "theirs" / "notes.txt").write_text("mine")
    done = cascade("compare", "small.yaml", "more.yaml", *QUICK, "-o", "theirs", "--no-charts")
    assert (done.returncode, files_in(plans / "theirs")) == (2, ["notes.txt"])
    done = cascade("compare", "small.yaml", "more.yaml", *QUICK, "-o", "theirs", "--no-charts", "--force")
    assert done.returncode == 0


def test_from_python_nothing_need_be_written(plans):
    compared = cs.compare(["small.yaml", "more.yaml"], replications=8, jobs=1)
    assert compared.plans == ("A small programme", "More courses")
    assert set(compared.tables) == set(measures.COMPARISONS)
    assert "More courses" in str(compared.summary())
    assert "<table" in compared._repr_html_()
    one = compared.run("More courses")
    assert one.scenario.name == "More courses"
    table = one.tables["summary"]
    rows = table[(table["measure"] == "coverage") & (table["group"] == "") & (table["date"] == "2026-06-30")]
    told = compared.tables["differences"].iloc[0]
    assert float(rows["mean"].iloc[0]) == pytest.approx(told["plan_mean"])
    with pytest.raises(UserError, match="no plan"):
        compared.run("Another")
    assert not (plans / "outputs").exists()
