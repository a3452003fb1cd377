"""What a target, or an observation of a history, may be about."""

from collections.abc import Iterator, Mapping

from ..measures import MEASURES, Measure
from .kinds import Trouble, not_told
from .models import Document, TargetModel
from .quantities import Quantity
from .structure import Path
from .suggesting import unknown

SCOPES = ("course", "group", "role", "locality")


def target_troubles(document: Document, name: str, target: TargetModel) -> Iterator[Trouble]:
    """What is wrong with a target, but for its date."""
    here = ("targets", name)
    measure = MEASURES.get(target.measure)
    if measure is None:
        yield (*here, "measure"), unknown("measure", target.measure, MEASURES)
        return
    yield from _scopes(document, here, target, measure)
    if target.every is not None and target.every not in measure.takes:
        yield (*here, "every"), f"{measure.name} is not of a {target.every}: leave it out"
    elif target.every == "locality" and not document.localities:
        yield (*here, "every"), "the scenario has no localities: give some, or leave 'every' out"
    for key in ("at_least", "at_most"):
        yield from _level((*here, key), getattr(target, key), measure.name, measure.unit)
    low, high = target.at_least, target.at_most
    if low is not None and high is not None and low.value > high.value:
        yield (*here, "at_most"), "at_most lies below at_least"


def _scopes(document: Document, here: Path, target: TargetModel, measure: Measure) -> Iterator[Trouble]:
    valid: Mapping[str, Mapping[str, object]]
    valid = {scope: getattr(document, plural) for scope, plural in zip(SCOPES, _PLURALS, strict=True)}
    wrong = False
    for scope in SCOPES:
        given = getattr(target, scope)
        message = misplaced(measure, scope, given is not None)
        if not message and given is not None and given not in valid[scope]:
            message = unknown(scope, given, valid[scope])
        if message:
            wrong = True
            yield here if given is None else (*here, scope), message
    if target.course is not None and not wrong:
        course = document.courses[target.course]
        place = target.locality or (target.every if course.public else None)
        message = not_told(measure, target.course, course, target.group, place)
        if message:
            yield (*here, "course"), message


_PLURALS = ("courses", "groups", "roles", "localities")


def misplaced(measure: Measure, scope: str, given: bool) -> str | None:
    """What is wrong with giving a measure a scope (a course, group or role), or with not giving it, if anything is."""
    if given:
        return None if scope in measure.takes else f"{measure.name} is not of a {scope}: leave it out"
    needed = measure.takes[:1] == (scope,) and scope != "group"
    return f"'{scope}' is missing: {measure.name} is of one {scope}" if needed else None


def _level(path: Path, level: Quantity | None, measure: str, unit: str) -> Iterator[Trouble]:
    if level is None:
        return
    if unit == "money":
        if level.measure == "share":
            yield path, f"{measure} is money: write an amount such as 9000 GBP, not a share"
    elif level.measure == "money":
        yield path, f"{measure} is no money: write {'a share such as 80%' if unit == 'share' else 'a number'}"
    elif unit == "share" and level.value > 1:
        said = level.format(level.value).rstrip("%")
        yield path, f"{measure} is a share, at most 100%: write a share such as 80%, not {said}"
    elif unit != "share" and level.unit.text == "%":
        yield path, f"{measure} counts {unit}: write a number, not a share"
