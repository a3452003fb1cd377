"""`comparison.plot`: charts of several plans side by side. A plan has one colour in all of them."""

from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path

from ...errors import UserError
from ...scenario import Scenario
from ...scenario.suggesting import unknown
from ..comparing import ComparisonSummary
from .chart import Chart
from .phrases import NothingToDraw
from .side_by_side import costs, coverage, differences, probabilities
from .why import waterfall
from .writing import pictures_of, write_charts


class ComparisonPlots:
    """The charts of a comparison. Each shows itself in a notebook; `.save("chart.png")` (or .svg) keeps it.

    A name that is not there, and a chart with nothing in it, are a UserError.
    """

    def __init__(self, summary: ComparisonSummary, scenarios: Mapping[str, Scenario]) -> None:
        self._summary, self._scenarios = summary, scenarios

    def coverage(self, course: str | None = None) -> Chart:
        """Coverage over time with each plan; left out, of the course that a short answer is about."""
        return coverage(self._summary, course or next(iter(self._courses()), ""), self._baseline)

    def differences(self) -> Chart:
        """Each plan less the first, by every target and headline measure."""
        return differences(self._summary)

    def probabilities(self) -> Chart:
        """How likely each plan is to meet each target."""
        return probabilities(self._summary)

    def costs(self) -> Chart:
        """What each plan costs more than the first, against the coverage it gives."""
        return costs(self._summary)

    def waterfall(self, plan: str | None = None) -> Chart:
        """What each changed setting does, from the first plan to another; left out, the second."""
        name = plan or self._summary.plans[1]
        if name not in self._summary.plans[1:]:
            raise UserError(unknown("plan", name, self._summary.plans[1:]))
        return waterfall(self._summary, name)

    def all(self) -> tuple[Chart, ...]:
        """Every chart that there is something to draw on: those that a comparison writes to `charts/`."""
        for chart in self._charts.values():
            if isinstance(chart, Exception):
                raise chart
        return tuple(chart for chart in self._charts.values() if isinstance(chart, Chart))

    def pictures(self, folder: Path | None = None, failed: Container[str] = ()) -> Iterator[tuple[Chart, str]]:
        """Each chart but those that `failed`, with its SVG: as it was written to `folder`, or else drawn anew."""
        sound = (chart for chart in self._charts.values() if isinstance(chart, Chart))
        return pictures_of(sound, folder, failed)

    def write(self, folder: Path) -> Mapping[str, str]:
        """Write all of them to a folder, as SVG and PNG; the names of those that cannot be drawn, with the reason."""
        return write_charts(self._charts, folder)

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

    def _asked(self) -> Iterator[tuple[str, Callable[[], Chart]]]:
        for course in self._courses():
            yield f"compare-coverage-{course}", partial(self.coverage, course)
        yield "compare-differences", self.differences
        yield "compare-probabilities", self.probabilities
        yield "compare-costs", self.costs
        for plan in self._summary.plans[1:]:
            yield "compare-why", partial(self.waterfall, plan)

    def _courses(self) -> list[str]:
        return list(dict.fromkeys(self._summary.tables["over_time"]["course"]))

    @property
    def _baseline(self) -> Scenario:
        return self._scenarios[self._summary.plans[0]]
