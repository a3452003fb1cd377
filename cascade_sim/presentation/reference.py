"""The reference page: every setting of a scenario file, measure and count, read off the schema and the declarations.

``python -m cascade_sim.presentation.reference > docs/reference.md`` writes it anew; a test compares the two.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..measures import COUNTS
from ..scenario import json_schema
from .files import measure_words

_OPENING = """\
# Reference

Written from the schema and the declarations of measures; not by hand. What every column of every table means is in the
`tables/README.md` of each run.

## Settings of a scenario file

A number may be written plainly (`14%/year`) or with its evidence
(`{value: 14%/year, range: [9%/year, 20%/year], source: "HR extract, May 2024", basis: measured}`): `range` holds the
truth nine times out of ten, `basis` is measured, calibrated, judged or assumed. Where the column *read* says something,
the setting may be altered by `changes`, and by a mapping of dates: it says when the model reads it (`planning` of a
delivery, `closing` of its bookings, or the `day` itself).
"""


def reference() -> str:
    """The page, as Markdown."""
    return "\n".join([_OPENING, *_settings(json_schema()), measure_words(), *_counts()])


def _settings(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from _table("The file", schema)
    for name, definition in schema["definitions"].items():
        for option in [definition, *definition.get("anyOf", ())]:
            if option.get("properties"):
                yield from _table(name.removesuffix("Model"), option)


def _counts() -> Iterator[str]:
    """What a history may hold besides measures."""
    yield "## Counts\n"
    yield "What a [history file](history-files.md) may hold besides measures: of a course, over a year or a month."
    yield "\n| count | meaning | unit | compared with |\n|---|---|---|---|"
    for count in COUNTS.values():
        yield f"| {count.name} | {count.label} | {count.unit} | `{count.table}` |"
    yield ""


def _table(name: str, definition: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {name}\n"
    if definition.get("description"):
        yield f"{definition['description']}\n"
    yield "| setting | meaning | read |"
    yield "|---|---|---|"
    for key, setting in definition["properties"].items():
        meaning = setting.get("description", "").replace("|", "\\|")
        yield f"| `{key}` | {meaning} | {_read(setting)} |"
    yield ""


def _read(setting: Mapping[str, Any]) -> str:
    options = [setting, *setting.get("anyOf", ())]
    return next((option["x-read"] for option in options if "x-read" in option), "")


if __name__ == "__main__":
    print(reference(), end="")
