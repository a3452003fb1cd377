"""The command line: a thin skin over the workflows.

Whatever is slow to import is imported in the body of the command that needs it, so that help and completion answer
at once.
"""
# ruff: noqa: PLC0415

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import click

from . import __version__
from .errors import Interrupted, NotFinished, RunFailed, ScenarioError, UserError
from .scenario.templates import TEMPLATES
from .units import counted

if TYPE_CHECKING:
    from .workflows.result import Result

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130  # and click's own: 1 failed, 2 bad usage
_STOPPING = {"SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL}

_scenario = click.argument("scenario", type=click.Path(path_type=Path))
_sets = click.option(
    "--set", "sets", metavar="PATH=VALUE", multiple=True, help="A setting on top of the file; may be repeated."
)
_jobs = click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes; all processors unless given.")
_seed = click.option("--seed", type=int, help="Random numbers other than those of the file's seed.")
_chance_only = click.option("--chance-only", is_flag=True, help="Hold every value that has a range: show chance alone.")
_no_charts = click.option("--no-charts", is_flag=True, help="Write tables alone.")
_report = click.option("--report", is_flag=True, help="Write a report and a workbook as well.")
_slides = click.option("--slides", is_flag=True, help="Write slides as well, a chart on each (needs python-pptx).")
_force = click.option("--force", is_flag=True, help="Replace a folder even if other things are in it.")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and JSON).")


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
@_jobs
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: outputs/NAME]")
@_seed
@_chance_only
@click.option(
    "--history",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What was counted in life, to lay over the charts.",
)
@_no_charts
@_report
@_slides
@click.option(
    "--detail",
    type=click.Choice(["usual", "full"]),
    default="usual",
    show_default=True,
    help="In full, tables tell coverage by group and locality as well.",
)
@click.option("--precision", metavar="0.5pp", help="Add futures until the mean of each target is known to this.")
@click.option(
    "--at-most", type=click.IntRange(min=1), default=5000, show_default=True, help="Futures, for --precision."
)
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted or killed.")
@_force
@_as_json
@_quiet
def run(scenario: Path, *, out: Path | None, as_json: bool, quiet: bool, no_charts: bool, **options: Any) -> int:
    """Simulate a scenario file and say what to expect."""
    from .experiment.interrupts import held_back

    with held_back():  # an import that is interrupted half-way may say anything
        from .workflows.going_on import interrupted_when_done
        from .workflows.running import run as run_scenario

    try:
        with _progress(show=not quiet) as progress:
            result = run_scenario(
                scenario,
                out=out or Path("outputs", scenario.stem),
                charts=not no_charts,
                progress=progress,
                tell=_tell(quiet=quiet),
                **options,
            )
    except (RunFailed, NotFinished, OSError) as error:
        raise click.ClickException(str(error)) from error
    try:
        _answer(result, scenario, as_json=as_json, quiet=quiet)
    except KeyboardInterrupt as interruption:
        raise interrupted_when_done(result.folder) from interruption
    if failure := result.summary().failure():
        click.echo(f"Error: {failure}", err=True)
    return FAILED if failure else DONE


@cli.command()
@click.argument("plans", nargs=-1, type=click.Path(path_type=Path))
@_sets
@click.option("-n", "--replications", type=click.IntRange(min=1), help="Futures.  [default: those of runs, or 200]")
@_jobs
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: outputs/compare-A-B]"
)
@_seed
@_chance_only
@click.option(
    "--worthwhile",
    metavar="1pp",
    default="1pp",
    show_default=True,
    help="The least difference worth having, in percentage points; percent of the baseline for what is no share.",
)
@click.option("--why", is_flag=True, help="Run what lies between, to say what each changed setting does.")
@_no_charts
@_report
@_slides
@_force
@_as_json
@_quiet
def compare(
    plans: tuple[Path, ...], *, out: Path | None, as_json: bool, quiet: bool, no_charts: bool, **options: Any
) -> int:
    """Set plans side by side in the same futures: scenario files, or folders of finished runs, the baseline first."""
    from .workflows.comparing import compare as compare_plans

    names = "-".join(plan.resolve().name if plan.is_dir() else plan.stem for plan in plans)
    folder = out or Path("outputs", f"compare-{names}")
    try:
        with _progress(show=not quiet) as progress:
            result = compare_plans(
                plans, out=folder, charts=not no_charts, progress=progress, tell=_tell(quiet=quiet), **options
            )
    except (RunFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    return _told(result.summary(), as_json=as_json, quiet=quiet)


@cli.command()
@_scenario
@click.option(
    "--history", metavar="FILE", required=True, type=click.Path(path_type=Path), help="What was counted in life (CSV)."
)
@_sets
@click.option(
    "--fit",
    metavar="PATH[=LOW..HIGH]",
    multiple=True,
    help="A value to fit, with its range if the file gives none; may be repeated.  [default: all that is not measured]",
)
@click.option("--simulations", type=click.IntRange(min=1), help="The most there may be.  [default: 8000]")
@click.option("--minutes", type=float, help="Begin no more simulations after so many.")
@click.option("--until", metavar="DATE", help="Hold later counts out: forecast them, to see how well.")
@click.option(
    "--discrepancy", metavar="5%", default="5%", show_default=True, help="What the model may be off by itself."
)
@click.option("--quick", is_flag=True, help="One best fit, as a starting point only.")
@click.option("--anyway", is_flag=True, help="Go on where the ranges cannot produce the history.")
@_jobs
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: outputs/calibrate-NAME]"
)
@_seed
@_no_charts
@click.option("--resume", is_flag=True, help="Go on with a calibration that was interrupted or killed.")
@_force
@_as_json
@_quiet
def calibrate(scenario: Path, *, out: Path | None, as_json: bool, quiet: bool, no_charts: bool, **options: Any) -> int:
    """Fit what is not known of a scenario to what was counted, and say what the counts tell and what not."""
    from .experiment.interrupts import held_back

    with held_back():  # as above
        from .workflows.calibrating import calibrate as calibrate_scenario

    folder = out or Path("outputs", f"calibrate-{scenario.stem}")
    try:
        with _progress(show=not quiet, what="Simulating") as progress:
            result = calibrate_scenario(
                scenario, out=folder, charts=not no_charts, progress=progress, tell=_tell(quiet=quiet), **options
            )
    except (RunFailed, NotFinished, OSError) as error:
        raise click.ClickException(str(error)) from error
    return _told(result.summary(), as_json=as_json, quiet=quiet)


class _Summary(Protocol):
    """An answer that can be printed."""

    def to_dict(self) -> dict[str, Any]: ...

    def failure(self) -> str: ...


def _tell(*, quiet: bool) -> Callable[[str], None]:
    """Tells on stderr what one should know besides; nobody, if `quiet`."""
    return lambda what: None if quiet else click.echo(what, err=True)


def _told(summary: _Summary, *, as_json: bool, quiet: bool) -> int:
    """Print an answer; the exit status."""
    if as_json:
        click.echo(json.dumps(summary.to_dict(), indent=2))
    elif not quiet:
        click.echo(str(summary))
    if failure := summary.failure():
        click.echo(f"Error: {failure}", err=True)
    return FAILED if failure else DONE


def _answer(result: "Result", scenario: Path, *, as_json: bool, quiet: bool) -> None:
    """Print what a run found, and how many findings its scenario has."""
    if as_json:
        click.echo(json.dumps(result.summary().to_dict(), indent=2))
    elif not quiet:
        click.echo(str(result.summary()))
    findings = result.scenario.findings
    if findings and not quiet:
        found = counted(len(findings), "finding")
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
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--history",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What was counted in life, to lay over the charts.",
)
@_slides
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def report(folder: Path, *, history: Path | None, slides: bool, quiet: bool) -> None:
    """Write a report and a workbook to the folder of a finished run."""
    from .workflows.reporting import report as report_on

    try:
        written = report_on(folder, history=history, slides=slides)
    except (RunFailed, NotFinished, OSError) as error:
        raise click.ClickException(str(error)) from error
    if not quiet:
        click.echo(f"{written.folder}/  {' · '.join(written.contents)}")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--history", metavar="FILE", type=click.Path(path_type=Path), required=True, help="What was counted in life."
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: outputs/track-NAME]"
)
@_no_charts
@_force
@_as_json
@_quiet
def track(
    folder: Path, *, history: Path, out: Path | None, no_charts: bool, force: bool, as_json: bool, quiet: bool
) -> int:
    """Hold the forecast of a finished run against new counts; the run is never altered."""
    from .workflows.tracking import track as hold_against

    target = out or Path("outputs", f"track-{folder.resolve().name}")
    try:
        tracking = hold_against(folder, history, out=target, force=force, charts=not no_charts)
    except (RunFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    return _told(tracking.summary(), as_json=as_json, quiet=quiet)


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


class Stopped(KeyboardInterrupt):
    """The process was asked to end by a signal; its one argument is the number of it."""


def main() -> NoReturn:
    """Run the command line and leave with its status.

    0 done, 1 failed, 2 bad input, 130 interrupted by Ctrl-C, 143 or 129 ended by SIGTERM or SIGHUP.
    """
    _fill_closed_channels()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # where a terminal lacks a letter
    for name, kept in _STOPPING.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is kept:  # nohup's wish is respected
            signal.signal(number, _stop)
    try:
        status = _status()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and told
    except KeyboardInterrupt:  # between one step and the next
        status = INTERRUPTED
    sys.exit(_printed(status))


def _fill_closed_channels() -> None:
    """Where this process was started without input or output, keep the next file opened from taking its place."""
    for channel in range(3):
        try:
            os.fstat(channel)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    for name, channel in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(channel, "w", encoding="utf-8", closefd=False))


def _stop(number: int, _: FrameType | None) -> NoReturn:
    """Interrupt the command. Once is enough: more would only disturb what is being put in order and told."""
    for name in _STOPPING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else Stopped(number)


def _status() -> int:
    """Run the command; what it raises is told in a line on stderr."""
    try:
        left_with = cli.main(standalone_mode=False)
    except (click.Abort, KeyboardInterrupt) as abort:
        return _interrupted(abort)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserError as error:
        click.echo(str(error), err=True)
        return BAD_INPUT
    except OSError as error:
        return _not_printed(error)
    except SystemExit:  # so click says that whoever read our output has gone, as `head` does: nothing is wrong
        return DONE
    return left_with if isinstance(left_with, int) else DONE


def _interrupted(error: BaseException) -> int:
    """Say how far it came, as the workflow told it if it had begun; the exit status."""
    chain = [error]
    while (before := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(before)
    told = next((link for link in chain if isinstance(link, Interrupted)), None)
    stopped = next((link for link in chain if isinstance(link, Stopped)), None)
    with suppress(OSError):  # the terminal may be what has gone
        click.echo(str(told or "Interrupted; nothing was written."), err=True)
    return 128 + int(stopped.args[0]) if stopped else INTERRUPTED


def _not_printed(error: OSError) -> int:
    """Say that the answer could not be printed."""
    with suppress(OSError):
        click.echo(f"The answer could not be printed: {error.strerror or error}", err=True)
    return FAILED


def _printed(status: int) -> int:
    """The status, once all that was printed has arrived; what cannot arrive any more is dropped."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        status = status or (DONE if isinstance(error, BrokenPipeError) else _not_printed(error))
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return status


@contextmanager
def _progress(*, show: bool, what: str = "Simulating futures") -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr, which vanishes when all is done; none where stderr is not a terminal."""
    if not show or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
