"""From the bytes of a YAML file to a tree in which every key and value knows its place.

The tree is built from the parser's events, one by one: nesting and size are known as they grow, so a file made to
exhaust the machine is refused before it can, and what YAML would convert silently (`no`, `010`, `1e3`, `12:30`) is
seen as written. This is the only module that knows YAML.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from ..errors import Problem, ScenarioError
from ..units import looks_like_date, parse_date
from .posterior import NamedPosterior
from .texts import Place, controls, text_of

MAX_DEPTH = 40
_TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
MAX_NODES = 50_000  # with aliases counted as often as they are used

Scalar = str | int | float | bool | date | None


@dataclass(slots=True)
class Node:
    """A value of the file: a scalar, a mapping by text, or a list; `written` is the path it was inherited from."""

    value: "Scalar | dict[str, Node] | list[Node]"
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    written: tuple[str, ...] | None = None

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Tree(NamedTuple):
    """What a text says; and what it says badly, where reading could go on with the words as they stand."""

    root: Node
    problems: list[Problem]
    posterior: NamedPosterior | None = None


def read(path: Path, shown: str) -> Tree:
    """The tree of a scenario file, called `shown` in messages; ScenarioError if it cannot be read."""
    return read_text(text_of(path, shown), shown)


def read_text(text: str, shown: str) -> Tree:
    """The tree of a YAML text whose top is a mapping; ScenarioError if it cannot be read."""
    tree = _Builder(shown).build(text)
    if not isinstance(tree.root.value, dict):
        raise ScenarioError([tree.root.place.problem("a scenario is a mapping of settings, such as 'format: 1'")])
    return tree


def read_value(text: str, place: Place) -> Node:
    """The tree of what is given after `--set path=`; ScenarioError if anything in it is wrong."""
    tree = _Builder(place.file).build(text)
    if tree.problems:
        raise ScenarioError(tree.problems)
    return _moved(tree.root, place)


def _moved(node: Node, place: Place) -> Node:
    if isinstance(node.value, dict):
        moved = {key: _moved(child, place) for key, child in node.value.items()}
        return Node(moved, place, dict.fromkeys(moved, place))
    if isinstance(node.value, list):
        return Node([_moved(child, place) for child in node.value], place)
    return Node(node.value, place)


class _Builder:
    """Builds the tree of one text from YAML's events."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}  # None while the anchored value is still open
        self.nodes = 0
        self.path: list[str] = []

    def build(self, text: str) -> Tree:
        try:
            root = self._document(text)
        except yaml.MarkedYAMLError as error:
            raise ScenarioError([*self.problems, self._syntax(error)]) from None
        except yaml.YAMLError as error:
            reason = getattr(error, "reason", "") or str(error)
            raise ScenarioError([*self.problems, Place(self.shown).problem(f"not YAML: {reason}")]) from None
        except UnicodeEncodeError:
            raise ScenarioError([Place(self.shown).problem("not YAML: it holds half a character")]) from None
        return Tree(root, self.problems)

    def _document(self, text: str) -> Node:
        self.events = yaml.parse(text, Loader=yaml.CLoader)
        documents, root = 0, None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "a second document begins here: one file holds one scenario")
                root = self._node(next(self.events), 0)
        if root is None:
            raise ScenarioError([Place(self.shown, 1, 1).problem("the file is empty")])
        return root

    def _node(self, event: Any, depth: int) -> Node:
        self._count(event, 1)
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None and event.tag != "!":
            self._problem(event, f"tags such as {event.tag} are not used in scenarios")
        if event.anchor:
            self.anchors[event.anchor] = None
        before = self.nodes
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self._scalar(event), place)
        elif depth >= MAX_DEPTH:
            self._stop(event, _TOO_DEEP)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._list(place, depth)
        else:
            node = self._mapping(place, depth)
        if event.anchor:
            self.anchors[event.anchor] = node, self.nodes - before + 1
        return node

    def _list(self, place: Place, depth: int) -> Node:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Node(items, place)

    def _mapping(self, place: Place, depth: int) -> Node:
        node = Node({}, place)
        assert isinstance(node.value, dict)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_place = self._place(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "a setting's name is a word, not a list, a mapping or an alias")
            key = event.value
            self.path.append(key)
            child = self._node(next(self.events), depth + 1)
            if key == "<<":
                self._problem(event, "'<<' is not used in scenarios: use 'defaults' or 'extends'")
            elif key in node.value:
                first = node.keys[key]
                self._problem(event, f"'{key}' is given twice; first on line {first.line}")
            else:
                node.value[key], node.keys[key] = child, key_place
            self.path.pop()
        return node

    def _alias(self, event: yaml.AliasEvent) -> Node:
        name = str(event.anchor)
        target = self.anchors.get(name)
        if target is None:
            known = name in self.anchors
            self._stop(event, f"*{name} " + ("holds itself" if known else "is not defined before this line"))
        node, size = target
        self._count(event, size)
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.style:  # quoted, or a block of text
            harmful = controls(event.value)
            if harmful:
                self._problem(event, harmful)
            return str(event.value)
        try:
            return resolve(event.value)
        except ValueError as error:
            self._problem(event, str(error))
            return str(event.value)

    def _count(self, event: Any, size: int) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            self._stop(event, f"more than {MAX_NODES:,} values (aliases counted as often as they are used)")

    def _place(self, event: Any) -> Place:
        return Place(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)

    def _problem(self, event: Any, message: str) -> None:
        self.problems.append(self._place(event).problem(message, tuple(self.path)))

    def _stop(self, event: Any, message: str) -> NoReturn:
        self._problem(event, message)
        raise ScenarioError(self.problems)

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        place = Place(self.shown, mark.line + 1, mark.column + 1) if mark else Place(self.shown)
        what = error.problem or error.context or "it cannot be read"
        if "nesting depth" in what:  # newer YAML libraries have a limit of their own, far beyond ours, and look first
            return place.problem(_TOO_DEEP)
        hint = next((hint for sign, hint in _HINTS if sign in what), "")
        return place.problem(f"not YAML: {what}{hint}")


_HINTS = (
    ("tab character", ": indent with spaces"),
    ("cannot start any token", ": put a text with signs of its own in quotes, and indent with spaces"),
    (
        "mapping values are not allowed",
        ": put a text that holds ': ' in quotes, and indent settings of one level alike",
    ),
    ("unexpected end of stream", ": a quote or a bracket is not closed"),
    ("did not find expected ',' or", ": a bracket is not closed, or a comma is missing"),
    ("did not find expected key", ": indent settings of one level alike"),
)

_WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(0|[1-9]\d*)\.\d+", re.ASCII)
_SILENT = (
    (re.compile(r"(y|yes|on)", re.IGNORECASE), "YAML reads {0} as true: write true, or put it in quotes"),
    (re.compile(r"(n|no|off)", re.IGNORECASE), "YAML reads {0} as false: write false, or put it in quotes"),
    (
        re.compile(r"[+-]?0\d[\d_]*(\.\d*)?"),
        "YAML may read {0} as an octal number: write it without the leading 0, or put it in quotes",
    ),
    (
        re.compile(r"[+-]?0[xob][0-9a-f_]+", re.IGNORECASE),
        "{0} is not a number in a scenario: write it in digits, or put it in quotes",
    ),
    (
        re.compile(r"[+-]?[\d.]+e[+-]?\d+", re.IGNORECASE),
        "{0} may be read as a text: write the number in full, or put it in quotes",
    ),
    (re.compile(r"[+-]?\d+(:[0-5]?\d)+(\.\d*)?"), "YAML reads {0} as a number of minutes: put it in quotes"),
    (re.compile(r"[+-]?\d[\d_]*_[\d_]*(\.\d*)?"), "write {0} without '_', or put it in quotes"),
    (re.compile(r"[+-]?(\.nan|nan|\.inf|inf|infinity)", re.IGNORECASE), "{0} is not a number that can be used"),
    (re.compile(r"[+-]?(\.\d+|\d+\.)"), "write {0} with digits on both sides of the point"),
)


def resolve(text: str) -> Scalar:
    """What a plain (unquoted) scalar means; ValueError where YAML would convert it silently."""
    if text == "":
        raise ValueError("nothing is written here; write null to remove what another file or 'defaults' gives")
    if text in ("null", "~", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _WHOLE.fullmatch(text):
        if len(text) > 15:
            raise ValueError("the number is too large")
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if looks_like_date(text):
        return parse_date(text)
    for pattern, message in _SILENT:
        if pattern.fullmatch(text):
            raise ValueError(message.format(f"'{text}'"))
    return text


def write(data: Any) -> str:
    """Plain data as YAML that `read_text` reads back the same."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    """Writes texts in quotes where this module would not read them back as the same text, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    try:
        plain = resolve(text) == text and isinstance(resolve(text), str)
    except ValueError:
        plain = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _represent_text)
