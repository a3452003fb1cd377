"""What changes do: which settings each of their paths means, during which days, and in which order they apply."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..timeline import Timeline
from .checks import by_group, people
from .forms import OTHERS, TENURE, Dated, Form, FormError, Now, Shape
from .kinds import Trouble, without_effect
from .models import ChangeModel, Document
from .structure import Leaf, Path, description
from .suggesting import did_you_mean
from .terms import Alteration, Operation

OPERATIONS: tuple[Operation, ...] = ("set", "scale", "add")  # the order in which a change applies them

MOST_ALTERATIONS = 20_000


@dataclass(frozen=True)
class Applied:
    """An alteration of one setting, from day `begin` up to but without day `finish`."""

    path: Path
    alteration: Alteration
    begin: float
    finish: float


def applied(document: Document, leaves: Sequence[Leaf], timeline: Timeline) -> tuple[list[Applied], list[Trouble]]:
    """Every alteration in the order in which they apply, and all that is wrong with the changes."""
    alterations: list[Applied] = []
    troubles: list[Trouble] = []
    for name, change in document.changes.items():
        here = ("changes", name)
        begin, finish = _span(change, timeline)
        if begin >= timeline.days or finish <= 0:
            at = "from" if begin >= timeline.days else "to"
            troubles.append(((*here, at), f"the change lies outside the run ({timeline.start} to {timeline.end})"))
        for operation in OPERATIONS:
            for written, raw in getattr(change, operation).items():
                try:
                    found = list(_alterations((*here, operation, written), raw, leaves, document))
                except FormError as error:
                    troubles += [((*here, operation, written, *at), message) for at, message in error.problems]
                    continue
                alterations += [Applied(path, alteration, begin, finish) for path, alteration in found]
                if len(alterations) > MOST_ALTERATIONS:
                    message = f"up to here changes alter more than {MOST_ALTERATIONS:,} settings: too many to work out"
                    return alterations, [*troubles, ((*here, operation, written), message)]
    return alterations, troubles


def _span(change: ChangeModel, timeline: Timeline) -> tuple[float, float]:
    begin = timeline.day(change.from_) if change.from_ else 0
    return begin, timeline.day(change.to) + 1 if change.to else float("inf")


def _alterations(
    at: Path, raw: object, leaves: Sequence[Leaf], document: Document
) -> Iterator[tuple[Path, Alteration]]:
    """For each setting that `changes.NAME.OPERATION.PATH` means, what is done to it; FormError if it makes no sense."""
    operation, pattern = next(word for word in OPERATIONS if word == at[2]), tuple(at[3].split("."))
    matches = [(leaf, part) for leaf in leaves for part in _matched(pattern, leaf, document)]
    changing = [(leaf, part) for leaf, part in matches if leaf.form.read]
    if not changing:
        raise FormError([((), _of_another_kind(document, pattern) or _no_match(pattern, bool(matches), leaves))])
    idle = without_effect(document, changing[0][0].path)
    changing = [(leaf, part) for leaf, part in changing if not without_effect(document, leaf.path)]
    if not changing:
        raise FormError([((), idle or "")])
    if operation != "set":
        changing = _numbers(operation, changing)
    parsed: dict[tuple[Form, bool], Now] = {}
    for leaf, part in changing:
        key = (leaf.form, part is None)
        if key not in parsed:
            parsed[key] = _parsed(operation, raw, leaf.form, part is None)
        wrong = [*by_group(document, leaf, parsed[key]), *(people(leaf, parsed[key]) if operation != "scale" else ())]
        if wrong:
            raise FormError(wrong)
        for path in _meant(leaf.path):
            yield path, Alteration(operation, part, parsed[key], ".".join(at))


def _matched(pattern: Path, leaf: Leaf, document: Document) -> Iterator[str | None]:
    """None if the pattern means the whole setting; the parts of it that it means."""
    path = leaf.path
    if len(pattern) not in (len(path), len(path) + 1):
        return
    if any(name not in ("*", part) for name, part in zip(pattern, path, strict=False)):
        return
    if len(pattern) == len(path):
        yield None
        return
    parts = TENURE if leaf.form.by_tenure else _groups_of(leaf, document) if leaf.form.by_group else ()
    yield from (part for part in parts if pattern[-1] in ("*", part))


def _groups_of(leaf: Leaf, document: Document) -> tuple[str, ...]:
    """The groups by which a setting may be told; people of the public have none."""
    course = document.courses.get(leaf.path[1]) if leaf.path[0] == "courses" else None
    return () if course is not None and course.public else tuple(document.groups)


def _meant(path: Path) -> tuple[Path, ...]:
    """`demand.willing` means that of existing staff and of starters."""
    if path[0] == "courses" and path[2:] == ("demand", "willing"):
        return tuple((*path[:3], who, "willing") for who in ("existing", "starters"))
    return (path,)


def _of_another_kind(document: Document, pattern: Path) -> str | None:
    """Why a setting is not there that only some kinds of courses have."""
    course = document.courses.get(pattern[1]) if len(pattern) > 2 and pattern[0] == "courses" else None
    if course is None or pattern[2] not in _KINDS or getattr(course, pattern[2]) is not None:
        return None
    return f"the course '{pattern[1]}' {_KINDS[pattern[2]]}"


_KINDS = {
    "public": "is not for the public",
    "self_paced": "is not self-paced",
    "follow_up": "has no follow-up sessions",
}


def _no_match(pattern: Path, fixed: bool, leaves: Sequence[Leaf]) -> str:
    if fixed:
        return "this setting may not change: it is read at the start only"
    names = [".".join(leaf.path) for leaf in leaves if leaf.form.read]
    hint = did_you_mean(".".join(pattern), names)
    inside = [name for name in names if name.startswith(".".join(pattern) + ".")]
    if inside:
        hint = f"; name one setting such as {inside[0]}"
    elif pattern[-1] == OTHERS:
        hint = "; name the groups, or leave the last name out to change all"
    elif _is_fixed(pattern, leaves):
        return "this setting may not change"
    return f"the path matches no setting that may change{hint}"


def _is_fixed(pattern: Path, leaves: Sequence[Leaf]) -> bool:
    """Whether a path means something that no change alters, such as a name or a locality."""
    if pattern[0] not in {leaf.path[0] for leaf in leaves}:
        return description(pattern[:1]) is not None
    return any(leaf.path[:2] == pattern[:2] for leaf in leaves) and description(pattern) is not None


def _numbers(operation: Operation, matches: list[tuple[Leaf, str | None]]) -> list[tuple[Leaf, str | None]]:
    """Those that are numbers, if any are; what is left out cannot be scaled."""
    numbers = [(leaf, part) for leaf, part in matches if leaf.form.is_number]
    verb = "scaled" if operation == "scale" else "added to"
    if not numbers:
        raise FormError([((), f"this setting is not a number, so it cannot be {verb}: use set")])
    given = [
        (leaf, part)
        for leaf, part in numbers
        if leaf.value is not None or _meant(leaf.path) != (leaf.path,) or leaf.path[-1] == "willing"
    ]
    if not given:
        raise FormError([((), f"this setting is left out, so it cannot be {verb}: use set")])
    if operation == "add" and any(_is_distribution(leaf) for leaf, _ in given):
        raise FormError([((), "a distribution cannot be added to: use scale or set")])
    return given


def _is_distribution(leaf: Leaf) -> bool:
    values = [value for _, value in leaf.value.items] if isinstance(leaf.value, Dated) else [leaf.value]
    return any(isinstance(value, Shape) for value in values)


def _parsed(operation: Operation, raw: object, form: Form, whole: bool) -> Now:
    if operation == "scale":
        return Form("number", maximum=1_000_000).parse_now(raw)
    single = {"by_group": False, "by_tenure": False, "distribution": False}
    if operation == "add":
        return form.parse_now(raw, **single, minimum=-form.maximum, above=False, forever=False)
    return form.parse_now(raw) if whole else form.parse_now(raw, **single)
