"""Charts that are asked for one after another, of which some may have nothing in them and some may fail."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from .chart import Chart
from .phrases import NothingToDraw
from .writing import pictures_of, write_charts


class AskedCharts(ABC):
    """All charts of something, of which there is one each that there is something to draw on."""

    @abstractmethod
    def _asked(self) -> Iterator[tuple[str, Callable[[], Chart]]]:
        """What to draw, in order, each with a name to tell it by if it fails."""

    def all(self) -> tuple[Chart, ...]:
        """Every chart that there is something to draw on: those that are written to `charts/`."""
        for chart in self._charts.values():
            if isinstance(chart, Exception):
                raise chart
        return self.sound()

    def pictures(self, folder: Path | None = None, failed: Container[str] = ()) -> Iterator[tuple[Chart, str]]:
        """Each chart but those that `failed`, with its SVG: as it was written to `folder`, or else drawn anew."""
        return pictures_of(self.sound(), folder, failed)

    def write(self, folder: Path) -> Mapping[str, str]:
        """Write all of them to a folder, as SVG and PNG; the names of those that cannot be drawn, with the reason."""
        return write_charts(self._charts, folder)

    def sound(self) -> tuple[Chart, ...]:
        """Those of the charts whose words could be put together."""
        return tuple(chart for chart in self._charts.values() if isinstance(chart, Chart))

    @cached_property
    def _charts(self) -> Mapping[str, Chart | Exception]:
        found: dict[str, Chart | Exception] = {}
        for name, draw in self._asked():
            try:
                chart = draw()
            except NothingToDraw:
                continue
            except Exception as error:  # the results and the other charts are worth having
                found[name] = error
                continue
            found[chart.name] = chart
        return found
