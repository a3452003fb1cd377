"""Every command, option, table, column and measure is documented where a user looks for it."""

import re
from pathlib import Path

import click
import pytest

from cascade_sim import measures
from cascade_sim.cli import cli
from cascade_sim.presentation.files import (
    calibration_dictionary,
    comparison_dictionary,
    data_dictionary,
    tracking_dictionary,
)
from cascade_sim.presentation.reference import reference

pytestmark = pytest.mark.architecture

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
OPTIONS = [
    (name, option)
    for name, command in cli.commands.items()
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for option in parameter.opts
]


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_command_is_in_the_readme_and_has_help(name):
    assert re.search(rf"cascade-sim {name}\b", README)
    assert cli.commands[name].help


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_is_in_the_readme(name, option):
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", README), f"{option} of {name}"


@pytest.mark.parametrize("command", cli.commands.values(), ids=list(cli.commands))
def test_every_option_has_help(command):
    assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option))


WRITTEN = (measures.TABLES, measures.SUMMARIES, measures.COMPARISONS, measures.CALIBRATIONS, measures.TRACKINGS)


@pytest.mark.parametrize("name", [name for tables in WRITTEN for name in tables])
def test_every_table_is_in_the_readme(name):
    assert f"`{name}`" in README


def test_every_column_and_measure_is_in_the_data_dictionary():
    sections = {part.split("\n")[0]: part for part in data_dictionary().split("\n## ")}
    for suffix, tables in (("csv", measures.SUMMARIES), ("parquet", measures.TABLES)):
        for table in tables.values():
            for column in table.columns:
                assert column.label
                assert f"\n| {column.name} | " in sections[f"{table.name}.{suffix}"]
    for name in measures.MEASURES:
        assert f"\n| {name} | " in sections["Measures"]


@pytest.mark.parametrize(
    ("dictionary", "tables"),
    [
        (comparison_dictionary, measures.COMPARISONS),
        (calibration_dictionary, measures.CALIBRATIONS),
        (tracking_dictionary, measures.TRACKINGS),
    ],
)
def test_every_column_that_is_written_is_in_its_dictionary(dictionary, tables):
    sections = {part.split("\n")[0]: part for part in dictionary().split("\n## ")}
    for table in tables.values():
        assert all(f"\n| {column.name} | " in sections[f"{table.name}.csv"] for column in table.columns)
        assert all(column.label for column in table.columns)


def test_every_count_is_in_the_reference_and_is_a_row_of_its_table():
    told = reference()
    for name, count in measures.COUNTS.items():
        assert f"\n| {name} | {count.label} | " in told
        assert count.table in measures.SUMMARIES
        assert count.role is measures.Is.FLOW
    assert not measures.COUNTS.keys() & measures.MEASURES.keys()


def test_every_measure_is_made_of_columns_that_add_up_over_time_as_it_does():
    for measure in measures.MEASURES.values():
        table = measures.TABLES[measure.table]
        assert measure.of in table.names(measure.role)
        assert measure.over is None or measure.over in table.names(measure.role)
        by_locality = [measures.COVERAGE_BY_LOCALITY] if table is measures.COVERAGE else []
        keys = {key for told in (table, *by_locality) for key in told.names(measures.Is.KEY)}
        assert set(measure.takes) <= keys
        assert not measure.of_public or measure.of in measures.PUBLIC.names(measure.role)


def test_the_reference_page_is_what_the_schema_and_the_measures_say():
    page = Path(__file__).parents[2] / "docs" / "reference.md"
    assert page.read_text(encoding="utf-8") == reference(), "write it anew: see presentation/reference.py"
