"""The answer of a run as a notebook shows it: HTML for Jupyter, Markdown for what has no HTML.

Names and labels come from a scenario file, and may hold anything: all text is escaped.
"""

import re
from collections.abc import Iterable
from html import escape

Entries = Iterable[tuple[str, str]]  # labels and texts of lines

_BOX = "margin: 0.5em 0; max-width: 60em; line-height: 1.4"
_TABLE = "border-collapse: collapse; margin: 0.5em 0"
_LABEL = "text-align: left; vertical-align: top; font-weight: 600; padding: 0.15em 1.5em 0.15em 0; white-space: nowrap"
_TEXT = "text-align: left; vertical-align: top; padding: 0.15em 0; white-space: normal"
_FOOT = "margin: 0.5em 0 0; font-size: 90%; opacity: 0.75"


def as_html(title: str, entries: Entries, notes: Iterable[str] = ()) -> str:
    """A title, a table of two columns and notes below it; in the notebook's own colours, light or dark."""
    rows = "".join(
        f'<tr style="background: none"><th scope="row" style="{_LABEL}">{escape(label)}</th>'
        f'<td style="{_TEXT}">{escape(text)}</td></tr>'
        for label, text in entries
    )
    foot = "".join(f'<p style="{_FOOT}">{escape(note)}</p>' for note in notes)
    table = f'<table style="{_TABLE}">{rows}</table>' if rows else ""
    return f'<div style="{_BOX}"><p style="margin: 0"><strong>{escape(title)}</strong></p>{table}{foot}</div>'


def as_markdown(title: str, entries: Entries, notes: Iterable[str] = ()) -> str:
    """The same in Markdown."""
    rows = [f"| {_plain(label)} | {_plain(text)} |" for label, text in entries]
    table = "\n".join(["|  |  |", "|---|---|", *rows]) if rows else ""
    return "\n\n".join([part for part in (f"**{_plain(title)}**", table, *map(_plain, notes)) if part])


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: on one line, with nothing in it that means something."""
    escaped = re.sub(r"([\\`*_\[\]|~#$])", r"\\\1", " ".join(text.split()))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
