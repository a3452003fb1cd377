"""Scenarios with some of their numbers replaced, as a short file on top of the original would say it."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import numpy as np

from ..units import Unit
from .loading import Scenario
from .quantities import WHOLE, Basis, Quantity
from .structure import Path, holds_settings

_DIGITS = 4
_EXACT = 17  # digits that tell any two numbers apart

Three = tuple[float, float, float]


def with_numbers(
    scenario: Scenario, numbers: Mapping[str, Three], *, source: str, basis: Basis = "calibrated"
) -> dict[str, Any]:
    """The smallest tree that replaces these numbers of a scenario, and nothing else, in a file that `extends` it.

    `numbers` gives, by the path where each is written (the keys of `Scenario.ranged`), its value and the two ends of
    its range in base units: low < value < high, all above 0. They are written in the unit of the number they replace,
    with four digits or as many as tell them apart; those that count things are whole, with a whole one of at least 1
    on either side of the value; the ends of a range lie where the setting may. What can only be replaced whole (all
    dates of a setting, all of a distribution) comes with the rest of it unchanged. The shares of the localities, which
    make up a whole, are left as they are. ValueError says which number there is not, or which range cannot be.
    """
    plain = scenario.plain()
    short: dict[str, Any] = {}
    written = []
    for path, three in numbers.items():
        quantity, keys = scenario.ranged.get(path), _keys(plain, path)
        if quantity is None or keys is None:
            raise ValueError(f"there is no number with a range at {path}")
        if keys[0] != "localities":
            value, low, high = three
            least, most = scenario.limits(path)
            evidence = _evidence(path, quantity, (value, max(low, least), min(high, most)), source, basis)
            _at(plain, keys[:-1])[keys[-1]] = evidence
            written.append(keys)
    for keys in written:
        replaced = next((keys[:depth] for depth in range(1, len(keys)) if not holds_settings(keys[:depth])), keys)
        _put(short, replaced, _at(plain, replaced))
    return short


def _keys(plain: Any, path: str) -> Path | None:
    """The names that lead to a path; in a change, one of them is itself a path."""
    if not isinstance(plain, Mapping):
        return None
    if path in plain:
        return (path,)
    for key in plain:
        if path.startswith(f"{key}."):
            inner = _keys(plain[key], path[len(key) + 1 :])
            if inner:
                return (key, *inner)
    return None


def _at(plain: Any, keys: Iterable[str]) -> Any:
    for key in keys:
        plain = plain[key]
    return plain


def _put(tree: MutableMapping[str, Any], keys: Path, value: Any) -> None:
    *above, last = keys
    for key in above:
        tree = tree.setdefault(key, {})
    tree[last] = value


def _evidence(path: str, quantity: Quantity, three: Three, source: str, basis: Basis) -> dict[str, Any]:
    numbers = [quantity.unit.number(amount) for amount in three]
    texts = _whole(numbers) if quantity.measure in WHOLE else _told_apart(path, numbers, quantity)
    value, low, high = (_written(text, quantity.unit) for text in texts)
    return {"value": value, "range": [low, high], "source": source, "basis": basis}


def _whole(numbers: Iterable[float]) -> list[str]:
    """Whole numbers above 0 with room for a range around the first."""
    value, low, high = (round(number) for number in numbers)
    value = max(value, 2)
    return [str(number) for number in (value, min(max(low, 1), value - 1), max(high, value + 1))]


def _told_apart(path: str, numbers: list[float], quantity: Quantity) -> list[str]:
    """With as few digits, from four on, as leave them in their order and allowed."""
    most = quantity.unit.number(1.0) if quantity.measure == "share" else float("inf")
    for digits in range(_DIGITS, _EXACT + 1):
        texts = [_digits(number, digits) for number in numbers]
        value, low, high = map(float, texts)
        if 0 < low < value < high < most:
            return texts
    value, low, high = numbers
    raise ValueError(f"{path}: {low:g} < {value:g} < {high:g} is no range of {quantity.unit.text or 'such numbers'}")


def _digits(number: float, digits: int) -> str:
    """A number in so many digits, without an exponent."""
    return np.format_float_positional(float(f"{number:.{digits}g}"), trim="-")


def _written(text: str, unit: Unit) -> str | int | float:
    """What a file says: a number where it has no unit and YAML writes it as scenarios do, else a text."""
    if unit.text:
        joined = unit.text.startswith(("%", "/"))
        return text + unit.text if joined else f"{text} {unit.text}"
    number = int(text) if text.isdecimal() else float(text)
    return number if str(number) == text else text
