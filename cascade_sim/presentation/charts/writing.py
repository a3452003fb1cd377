"""Charts as files and as pictures in a page: one that cannot be drawn costs no other."""

import gc
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ...errors import last_line
from .chart import Chart


def pictures_of(
    charts: Iterable[Chart], folder: Path | None, failed: Container[str] = ()
) -> Iterator[tuple[Chart, str]]:
    """Each chart that can be drawn, with its SVG: as it was written to `folder`, or else drawn anew."""
    for chart in charts:
        written = folder / f"{chart.name}.svg" if folder else None
        if written and written.exists():
            yield chart, written.read_text(encoding="utf-8")
        elif chart.name not in failed:
            with suppress(Exception):  # as in `write_charts`, which says so
                yield chart, chart.svg()


def write_charts(charts: Mapping[str, Chart | Exception], folder: Path) -> dict[str, str]:
    """Write charts to a folder; the names of those that could not be drawn, errors among them, with the reason."""
    failed = {name: last_line(one) for name, one in charts.items() if isinstance(one, Exception)}
    with _old_cycles_let_be():
        for chart in charts.values():
            if isinstance(chart, Exception):
                continue
            try:
                files = chart.files()
            except Exception as error:  # whatever it is, the results and the other charts are worth having
                failed[chart.name] = last_line(error)
                continue
            folder.mkdir(exist_ok=True)
            for name, content in files.items():
                (folder / name).write_bytes(content)
    return failed


@contextmanager
def _old_cycles_let_be() -> Iterator[None]:
    """Have Python search for reference cycles only among what is made meanwhile.

    Every figure is a large one and has to go, but to look through all that was imported before takes as long as to
    draw.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
