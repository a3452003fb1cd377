"""The command line: a thin skin over the workflows.

Whatever is slow to import is imported in the body of the command that needs it, so that help and completion answer
at once.
"""
# ruff: noqa: PLC0415

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from . import __version__
from .errors import ScenarioError, UserError
from .scenario.templates import TEMPLATES

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130  # and click's own: 1 failed, 2 bad usage

_scenario = click.argument("scenario", type=click.Path(path_type=Path))
_sets = click.option(
    "--set", "sets", metavar="PATH=VALUE", multiple=True, help="A setting on top of the file; may be repeated."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cascade-sim")
def cli() -> None:
    """How much of a workforce will be trained, and by when, through a few local trainers.

    Begin with: cascade-sim new our-programme, or cascade-sim run scenarios/north-lanarkshire.yaml
    """


@cli.command()
@_scenario
@_sets
@click.option("-n", "--replications", type=click.IntRange(min=1), default=200, show_default=True, help="Futures.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes; all processors unless given.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: outputs/NAME]")
@click.option("--seed", type=int, help="Random numbers other than those of the file's seed.")
@click.option("--chance-only", is_flag=True, help="Hold every value that has a range: show chance alone.")
@click.option(
    "--history",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What was counted in life, to lay over the charts.",
)
@click.option("--no-charts", is_flag=True, help="Write tables alone.")
@click.option("--force", is_flag=True, help="Replace a folder even if other things are in it.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and JSON).")
def run(scenario: Path, *, out: Path | None, as_json: bool, quiet: bool, no_charts: bool, **options: Any) -> None:
    """Simulate a scenario file and say what to expect."""
    from .workflows.running import RunFailed
    from .workflows.running import run as run_scenario

    try:
        with _progress(show=not quiet) as progress:
            result = run_scenario(
                scenario, out=out or Path("outputs", scenario.stem), progress=progress, charts=not no_charts, **options
            )
    except (RunFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(result.summary().to_dict(), indent=2))
    elif not quiet:
        click.echo(str(result.summary()))
    if result.scenario.findings and not quiet:
        found = "1 finding" if len(result.scenario.findings) == 1 else f"{len(result.scenario.findings)} findings"
        click.echo(f"{found} on what cannot work: see cascade-sim check {scenario}", err=True)


@cli.command()
@_scenario
@_sets
@click.option("--json", "as_json", is_flag=True, help="Print what is found, and errors, as JSON.")
@click.option("--strict", is_flag=True, help="Leave with status 1 if there are findings.")
def check(scenario: Path, sets: tuple[str, ...], *, as_json: bool, strict: bool) -> int:
    """Look for errors in a scenario file, and for what in it cannot work, without running it."""
    from .workflows.checking import check as check_scenario

    try:
        described = check_scenario(scenario, sets)
    except ScenarioError as error:
        if as_json:
            click.echo(json.dumps({"errors": error.to_list(), "findings": []}, indent=2))
            return BAD_INPUT
        raise
    click.echo(json.dumps(described.to_dict(), indent=2) if as_json else str(described))
    return FAILED if strict and described.findings else DONE


@cli.command()
@click.argument("name")
@click.option(
    "--template",
    type=click.Choice(TEMPLATES),
    default=TEMPLATES[0],
    show_default=True,
    help="The smallest useful one, or one with every setting.",
)
@click.option("--force", is_flag=True, help="Replace a scenario of that name.")
def new(name: str, *, template: str, force: bool) -> None:
    """Write a scenario file to begin with, and a schema for editors beside it."""
    from .workflows.creating import new as new_scenario

    click.echo(str(new_scenario(name, template, force=force)))


@cli.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from .workflows.creating import schema_text

    click.echo(schema_text(), nl=False)


def main() -> None:
    """Run the command line and leave with its status: 0 done, 1 failed, 2 bad input, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # where a terminal lacks a letter
    sys.exit(_status())


def _status() -> int:
    """Run the command; what it raises is told in a line on stderr."""
    try:
        left_with = cli.main(standalone_mode=False)
    except click.Abort:
        click.echo("Interrupted; nothing was written.", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserError as error:
        click.echo(str(error), err=True)
        return BAD_INPUT
    return left_with if isinstance(left_with, int) else DONE


@contextmanager
def _progress(*, show: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr, which vanishes when all is done; none where stderr is not a terminal."""
    if not show or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Simulating futures"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
