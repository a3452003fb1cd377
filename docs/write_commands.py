"""Write the page of commands out of the command line itself: `python docs/write_commands.py > docs/commands.md`."""

from collections.abc import Iterator

import click

from cascade_sim.cli import cli

_OPENING = """# Commands

Written from the command line itself; not by hand. Exit status of every command: 0 done, 1 failed, 2 bad input, 130
interrupted (143 and 129 where SIGTERM or SIGHUP did it). Progress and errors go to stderr; `NO_COLOR` is honoured.
"""


def commands() -> str:
    """The page, as Markdown."""
    return "\n".join([_OPENING, *(line for name, command in cli.commands.items() for line in _command(name, command))])


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"cascade-sim {name}", parent=None)
    help_of = command.to_info_dict(context)["help"] or ""
    yield f"## `cascade-sim {name}`\n"
    yield f"{_flowed(help_of)}\n"
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```\n"
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        yield "| option | does |"
        yield "|---|---|"
        for option in options:
            yield f"| {_names(option, context)} | {_meaning(option, context)} |"
        yield ""


def _flowed(text: str) -> str:
    """Paragraphs with each on one line."""
    return "\n\n".join(" ".join(part.replace("\b", "").split()) for part in text.strip().split("\n\n"))


def _names(option: click.Option, context: click.Context) -> str:
    value = "" if option.is_flag else f" {option.make_metavar(context)}"
    return (
        ", ".join(f"`{name}`" for name in option.opts[:-1])
        + (", " if option.opts[1:] else "")
        + (f"`{option.opts[-1]}{value}`")
    )


def _meaning(option: click.Option, context: click.Context) -> str:
    """What the option's help says, with its default."""
    record = option.get_help_record(context)
    return "" if record is None else " ".join(record[1].split()).replace("|", "\\|")


if __name__ == "__main__":
    print(commands(), end="")
