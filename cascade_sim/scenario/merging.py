"""One tree out of several: what a file extends, what `--set` puts on top, and what `defaults` fill in.

Mappings of settings are merged, later over earlier; lists and values of every form are replaced whole; null removes.
A null stays in the merged tree, where it also keeps `defaults` out, until `filled` strips it.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from os.path import normpath
from pathlib import Path as FilePath

from ..errors import Problem, ScenarioError
from .columns import inline_columns
from .kinds import left_out
from .neighbours import allowed_folders, beside, is_there, refused
from .posterior import POSTERIOR_FILE, NamedPosterior, ranged_in
from .reading import MAX_DEPTH, Node, Tree, read, read_value
from .structure import Path, holds_settings, known_names
from .suggesting import unknown
from .texts import Place

MAX_FILES = 20


def merged(path: FilePath, sets: Iterable[str]) -> Tree:
    """The tree of a file, on top of the files it extends, with each of `sets` (`path=value`) on top."""
    file, problems, posterior = _extended(path, str(path), allowed_folders(path), ())
    root = file
    for item in sets:
        try:
            root = _with_set(root, item)
        except ScenarioError as error:
            problems += error.problems
    if (given := dict(_items(root)).get("posterior")) and given.place == Place("--set"):
        posterior = _posterior(given, path, str(path), allowed_folders(path), (file,))
    if posterior and isinstance(root.value, dict):  # named as a run keeps it: the same wherever it came from
        root.value["posterior"] = Node(POSTERIOR_FILE, posterior.place)
    return Tree(root, [*problems, *_idle_nulls(root, ())], posterior)


def filled(root: Node) -> Node:
    """The tree with `defaults` filled in and nulls stripped; what is filled in remembers where it was written."""
    top = dict(_items(root))
    defaults = dict(_items(top["defaults"])) if "defaults" in top else {}
    for kind in ("groups", "courses"):
        if (
            kind in top
            and kind in defaults
            and isinstance(top[kind].value, dict)
            and isinstance(defaults[kind].value, dict)
        ):
            names = {
                name: _fill(_for_its_kind(defaults[kind], node), node, ("defaults", kind), (kind, name))
                if isinstance(node.value, dict)
                else node
                for name, node in _items(top[kind])
            }
            top[kind] = Node(names, top[kind].place, top[kind].keys)
    if "localities" in top and "groups" in top and isinstance(top["groups"].value, dict):
        top["groups"] = _in_localities(top["groups"], top["localities"])
    stripped = _strip(Node(top, root.place, root.keys), ())
    assert stripped is not None
    return stripped


def _for_its_kind(default: Node, course: Node) -> Node:
    """`defaults` without what a course for the public, or a self-paced one, does not have."""
    both = {**dict(_items(default)), **dict(_items(course))}
    given = {key for key, child in both.items() if child.value is not None}
    without = left_out("public" in given, "self_paced" in given)
    kept = {key: child for key, child in _items(default) if key not in without}
    return Node(kept, default.place, default.keys, default.written)


def _in_localities(groups: Node, localities: Node) -> Node:
    """Groups that do not say otherwise with the localities of the scenario."""
    shared = Node(localities.value, localities.place, localities.keys, ("localities",))
    names = {
        name: Node({**node.value, "localities": shared}, node.place, node.keys, node.written)
        if isinstance(node.value, dict) and _is_left_out(node, "localities")
        else node
        for name, node in _items(groups)
    }
    return Node(names, groups.place, groups.keys)


def _is_left_out(node: Node, key: str) -> bool:
    return all(name != key or child.value is None for name, child in _items(node))


def _items(node: Node) -> Iterable[tuple[str, Node]]:
    return node.value.items() if isinstance(node.value, dict) else ()


def _extended(path: FilePath, shown: str, allowed: tuple[FilePath, ...], below: tuple[FilePath, ...]) -> Tree:
    """The tree of a file on top of what it extends; `below` are the files that led here."""
    own, problems, _ = read(path, shown)
    assert isinstance(own.value, dict)
    problems += inline_columns(own, path, allowed, ())
    base = own.value.pop("extends", None)
    if base is None or base.value is None:
        return Tree(own, problems, _posterior(own.value.get("posterior"), path, shown, allowed, (own,)))
    if not isinstance(base.value, str):
        raise refused(base.place, "expected the name of one file")
    other = beside(path, base.value, base.place, allowed, ("extends",))
    seen = (*below, path.resolve())
    if other.resolve() in seen:
        chain = " -> ".join(file.name for file in (*seen, other.resolve()))
        raise refused(base.place, f"files extend each other in a circle: {chain}")
    if len(seen) >= MAX_FILES:
        raise refused(base.place, f"more than {MAX_FILES} files extend one another")
    if not is_there(other):
        raise refused(
            base.place, f"there is no file '{base.value}' beside {FilePath(shown).name}{_similar_file(other)}"
        )
    lower = _extended(other, normpath(FilePath(shown).parent / base.value), allowed, seen)
    posterior = lower.posterior
    if "posterior" in own.value:
        posterior = _posterior(own.value["posterior"], path, shown, allowed, (lower.root, own))
    return Tree(_merge(lower.root, own, ()), [*lower.problems, *problems], posterior)


def _posterior(
    node: Node | None, path: FilePath, shown: str, allowed: tuple[FilePath, ...], about: Iterable[Node]
) -> NamedPosterior | None:
    """The posterior that a node of a file names, if it does, of numbers in the trees it is `about`."""
    if node is None or not isinstance(node.value, str):
        return None
    name = node.value
    ranged = frozenset(number for tree in about for number in ranged_in(tree.plain()))
    named = NamedPosterior(path.parent, normpath(FilePath(shown).parent / name), node.place, ranged)
    try:
        file = beside(path, name, node.place, allowed, ("posterior",))
        if not is_there(file):
            missing = f"there is no file '{name}' beside {FilePath(shown).name}{_similar_file(file)}"
            raise refused(node.place, missing, ("posterior",))
    except ScenarioError as error:
        return replace(named, wrong=error.problems)
    return replace(named, path=file)


def _similar_file(missing: FilePath) -> str:
    try:
        names = [file.name for file in missing.parent.iterdir()]
    except OSError:
        return ""
    near = get_close_matches(missing.name, names, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _merge(base: Node, over: Node, path: Path) -> Node:
    """`over` on top of `base`; in the order of `base`, then what is new."""
    if not isinstance(base.value, dict) or not isinstance(over.value, dict) or not holds_settings(path):
        return over
    both = dict(base.value)
    for key, node in over.value.items():
        both[key] = _merge(both[key], node, (*path, key)) if key in both else node
    return Node(both, over.place, {**base.keys, **over.keys})


def _fill(default: Node, own: Node, written: Path, path: Path) -> Node:
    """What `default` has and `own` has not, filled in."""
    if not isinstance(default.value, dict) or not isinstance(own.value, dict) or not holds_settings(path):
        return own
    both = {}
    for key, node in default.value.items():
        here = (*written, key)
        both[key] = (
            _fill(node, own.value[key], here, (*path, key))
            if key in own.value
            else Node(node.value, node.place, node.keys, here)
        )
    return Node(
        {**both, **{key: node for key, node in own.value.items() if key not in both}},
        own.place,
        {**default.keys, **own.keys},
    )


def _strip(node: Node, path: Path) -> Node | None:
    """Without nulls, but for those inside values, which are for the value's form to refuse."""
    if node.value is None:
        return None
    if not isinstance(node.value, dict) or not holds_settings(path):
        return node
    children = {key: _strip(child, (*path, key)) for key, child in node.value.items()}
    return Node({key: child for key, child in children.items() if child}, node.place, node.keys, node.written)


def for_resolved(root: Node) -> Node:
    """Without the nulls that keep nothing out; those that keep a default out stay."""
    stripped = _strip(root, ())
    assert stripped is not None and isinstance(stripped.value, dict)
    defaults = stripped.value.get("defaults")
    for kind in ("groups", "courses"):
        default = dict(_items(defaults)).get(kind) if defaults else None
        originals = dict(_items(dict(_items(root)).get(kind, root)))
        for name, node in _items(stripped.value.get(kind, Node(None, root.place))):
            if default:
                _keep_nulls(default, originals[name], node)
    return stripped


def _keep_nulls(default: Node, original: Node, stripped: Node) -> None:
    for key, node in _items(default):
        own = dict(_items(original)).get(key)
        if own is None or not isinstance(stripped.value, dict):
            continue
        if own.value is None:
            stripped.value[key] = own
        elif key in stripped.value:
            _keep_nulls(node, own, stripped.value[key])


def _idle_nulls(node: Node, path: Path) -> list[Problem]:
    """Nulls at names that are neither a setting nor anything that was there: typing errors, most likely."""
    problems: list[Problem] = []
    names = known_names(path)
    for key, child in _items(node):
        if child.value is not None:
            problems += _idle_nulls(child, (*path, key)) if holds_settings((*path, key)) else []
        elif names is not None and key not in names:
            problems.append(node.keys[key].problem(unknown("setting", key, names), (*path, key)))
    return problems


def _with_set(root: Node, item: str) -> Node:
    """The tree with the value at one path replaced."""
    written, equals, text = item.partition("=")
    written = written.strip()
    place = Place("--set")
    parts = split_path(written)
    if not equals or not all(parts) or len(parts) > MAX_DEPTH or not text.strip():
        raise ScenarioError(
            [place.problem(f"expected path=value such as courses.foundation.places=20, found '{item}'")]
        )
    try:
        value = read_value(text.strip(), place)
    except ScenarioError as error:
        raise ScenarioError(
            Problem("--set", None, None, written, problem.message) for problem in error.problems
        ) from None
    if parts == ("extends",):
        raise ScenarioError([place.problem("cannot be set: name another file", parts)])
    return _replaced(root, parts, value, place)


def split_path(written: str) -> Path:
    """The names in a path; under a change's set, scale or add the rest of the path is one name."""
    parts = tuple(written.split("."))
    if len(parts) > 3 and parts[0] == "changes" and parts[2] in ("set", "scale", "add"):
        return (*parts[:3], ".".join(parts[3:]))
    return parts


def _replaced(node: Node, parts: Path, value: Node, place: Place) -> Node:
    if not parts:
        return value
    children = dict(_items(node))
    inner = children.get(parts[0], Node({}, place))
    return Node(
        {**children, parts[0]: _replaced(inner, parts[1:], value, place)},
        node.place,
        {**node.keys, parts[0]: place if len(parts) == 1 else node.keys.get(parts[0], place)},
    )
