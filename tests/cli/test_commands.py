"""The other commands, help, and what is imported for them."""

import json
import subprocess
import sys

import jsonschema
import pytest
import yaml

import cascade_sim
from tests.calling import SMALL, environment

pytestmark = pytest.mark.cli

HEAVY = {"holidays", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy", "simpy", "yaml"}


def test_check_says_what_a_file_describes(cascade_process, folder):
    done = cascade_process("check", "small.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "A small programme · January 2025 to December 2026\n\n"
        "  2 groups with 60 posts · 1 course · 1 role · 1 number with a range · 1 target\n"
        "  No errors. 1 finding:\n\n"
        "small.yaml:21:5 roles.trainer: nobody can join trainer\n"
        "  6 members at the start + 0 who join, as no course has makes: trainer; "
        "some leave each year, with their posts\n"
        "  Change: a course that makes: trainer\n"
    )
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


def test_check_takes_settings_on_top(cascade):
    assert "3 groups" in cascade("check", "small.yaml", "--set", "groups.cooks={posts: 5, turnover: 10%/year}").stdout
    assert cascade("check", "small.yaml", "--set", "groups.nurses.posts=none").returncode == 2


def test_check_tells_programs_and_is_strict_where_asked(cascade, folder):
    told = json.loads(cascade("check", "small.yaml", "--json").stdout)
    assert (told["groups"], told["start"], told["errors"]) == (2, "2025-01-01", [])
    assert [finding["kind"] for finding in told["findings"]] == ["nobody_joins"]
    assert (told["findings"][0]["line"], told["findings"][0]["path"]) == (21, "roles.trainer")
    assert cascade("check", "small.yaml", "--strict").returncode == 1
    (folder / "small.yaml").write_text(SMALL.replace("places: 10", "places: none"))
    done = cascade("check", "small.yaml", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    (error,) = json.loads(done.stdout)["errors"]
    assert (error["line"], error["path"]) == (15, "courses.basic.places")


def test_check_gives_findings_to_programs_in_python(folder):
    findings = cascade_sim.check("small.yaml").findings
    assert [finding.path for finding in findings] == ["roles.trainer"]


def test_the_schema_accepts_what_check_accepts(cascade):
    done = cascade("schema")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(json.dumps(yaml.safe_load(SMALL), default=str))
    jsonschema.validate(document, json.loads(done.stdout))


def test_a_mistyped_command_gets_a_suggestion(cascade):
    done = cascade("chekc", "small.yaml")
    assert done.returncode == 2
    assert "No such command 'chekc'" in done.stderr
    assert "check" in done.stderr.replace("chekc", "")


def test_the_version_is_told(cascade):
    assert cascade("--version").stdout == f"cascade-sim, version {cascade_sim.__version__}\n"


@pytest.mark.parametrize("command", [(), ("run",), ("check",), ("schema",), ("new",)])
def test_help_needs_nothing_heavy(folder, command):
    done = imports("-m", "cascade_sim", *command, "--help")
    assert "Usage: " in done.stdout
    assert not imported(done) & HEAVY


def test_checking_needs_nothing_that_only_running_does(folder):
    done = imports("-m", "cascade_sim", "check", "small.yaml")
    assert "No errors" in done.stdout
    assert imported(done) & HEAVY == {"numpy", "pydantic", "yaml"}


def imports(*arguments):
    """Python with these arguments, saying on stderr what it imports."""
    command = [sys.executable, "-X", "importtime", *arguments]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def imported(done):
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


def test_no_arguments_show_help(cascade):
    done = cascade()
    assert "Commands:" in done.stdout + done.stderr
