"""Files made to break the reader: random bytes, random YAML, and above all good scenarios gone wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import yaml

from cascade_sim.scenario.history import NEEDED, OPTIONAL

from .mutating import any_good, mutated, places
from .vocabulary import NUMBERS, SNIPPETS, WORDS, any_key, anything


@dataclass(frozen=True)
class Case:
    """What one file of the search is: the files it needs (the first is read) and what goes on top of it."""

    recipe: str
    files: dict[str, bytes]
    sets: tuple[str, ...] = ()


def make(seed: int, number: int) -> Case:
    """The file of that number; the same for the same seed."""
    random = Random(f"{seed} {number}")
    maker = random.choices(list(_MAKERS), weights=list(_MAKERS.values()))[0]
    return maker(random)


def _random_bytes(random: Random) -> Case:
    alphabet = random.choice((bytes(range(256)), b"\x00\xff\xfe ab:\n-", b"{}[]:, &*!|>'\"%@`\n#-?ab0"))
    length = random.choice((0, 1, 3, 30, 300, 3000))
    data = bytes(random.choices(alphabet, k=length))
    return Case("random bytes", {"plan.yaml": random.choice((b"", b"\xff\xfe", b"\xef\xbb\xbf", b"a: ")) + data})


def _random_yaml(random: Random) -> Case:
    data = {any_key(random): anything(random, 4) for _ in range(random.randint(0, 8))}
    return Case("random YAML", {"plan.yaml": _text(data).encode("utf-8", "surrogatepass")})


def _mutant(random: Random) -> Case:
    data, recipe = mutated(random, any_good(random), random.choice((1, 1, 1, 1, 2, 2, 3, 5, 12)))
    return Case(recipe, {"plan.yaml": _text(data).encode("utf-8", "surrogatepass")})


def _slip(random: Random) -> Case:
    """A slip of the pen: the text of a good scenario, or of a mutant, with something typed into it or left out."""
    data = any_good(random)
    if random.random() < 0.3:
        data, _ = mutated(random, data, 1)
    text = _text(data)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        at = random.randrange(len(text) + 1)
        kind = random.randrange(5)
        if kind <= 1:
            text = text[:at] + random.choice(SNIPPETS) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + random.choice((1, 2, 10, 80)) :]
        elif kind == 3:
            lines = text.splitlines(keepends=True) or [""]
            lines.insert(random.randrange(len(lines)), random.choice(lines))
            text = "".join(lines)
        else:
            text = text[:at] + chr(random.choice((0x20, 0x7F, 0xE4, 0x202E, 0xD800, 0x1F600, 0x0A, 0x3A))) + text[at:]
    encoded = text.encode(
        random.choice(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-7")), "surrogatepass"
    )
    if random.random() < 0.1 and encoded:
        at = random.randrange(len(encoded))
        encoded = encoded[:at] + bytes([random.randrange(256)]) + encoded[at + 1 :]
    return Case("slip", {"plan.yaml": encoded})


def _extended(random: Random) -> Case:
    """A good scenario that others extend, one of them gone wrong."""
    base = any_good(random)
    over, recipe = mutated(random, _part(random, random.choice((base, any_good(random)))), random.randint(0, 3))
    if random.random() < 0.3:
        base, _ = mutated(random, base, 1)
    if isinstance(over, dict):
        over = {"extends": random.choice(("base.yaml",) * 8 + ("plan.yaml", "../x.yaml", "bse.yaml", 5)), **over}
    files = {"plan.yaml": over, "base.yaml": base}
    return Case(
        f"extends: {recipe}", {name: _text(data).encode("utf-8", "surrogatepass") for name, data in files.items()}
    )


def _set(random: Random) -> Case:
    data = any_good(random)
    sets = []
    for _ in range(random.randint(1, 3)):
        where = list(random.choice(list(places(data)))) or ["name"]
        if random.random() < 0.3:
            where[random.randrange(len(where))] = any_key(random)
        value = _text(anything(random, 2)).strip() if random.random() < 0.7 else random.choice(SNIPPETS)
        sets.append(f"{'.'.join(map(str, where))}{random.choice('====:')}{value}")
    return Case("set", {"plan.yaml": _text(data).encode()}, tuple(sets))


def _column(random: Random) -> Case:
    """A good scenario with a distribution from a CSV file."""
    data = any_good(random)
    spec = {"file": "waits.csv", "column": "weeks", "unit": "weeks"}
    if random.random() < 0.3:
        spec[random.choice(list(spec))] = random.choice(WORDS)
    data["groups"][random.choice(list(data["groups"]))]["time_to_fill"] = {"empirical": spec}
    cells = [random.choice((*WORDS, *map(str, NUMBERS))) if random.random() < 0.2 else "5" for _ in range(6)]
    rows = "\n".join(["id,weeks", *(f"{i},{cell}" for i, cell in enumerate(cells))])
    return Case("column", {"plan.yaml": _text(data).encode(), "waits.csv": rows.encode("utf-8", "surrogatepass")})


def _posterior(random: Random) -> Case:
    """A good scenario with a posterior."""
    data = any_good(random)
    group = random.choice(list(data["groups"]))
    data["groups"][group]["turnover"] = {"value": "10%/year", "range": ["5%/year", "20%/year"]}
    data["posterior"] = "draws.csv" if random.random() < 0.95 else random.choice(WORDS)
    header = [f"groups.{group}.turnover [%/year]", *random.choices((*WORDS, "groups", f"x [{group}]"), k=2)]
    columns = random.choice((1, 1, 1, 2, 3))
    rows = [
        [random.choice((*WORDS, *map(str, NUMBERS))) if random.random() < 0.1 else "12.5" for _ in range(columns)]
        for _ in range(random.randint(0, 5))
    ]
    text = random.choice(("\n", "\r\n", "\r")).join(",".join(cells) for cells in [header[:columns], *rows])
    draws = text.encode(random.choice(("utf-8", "utf-8-sig", "utf-16")), "surrogatepass")
    return Case("posterior", {"plan.yaml": _text(data).encode(), "draws.csv": draws})


def _history(random: Random) -> Case:
    """A history file of a good scenario."""
    header = random.sample((*NEEDED, *OPTIONAL), k=random.choice((6, 9, 10, 10, 10, 10)))
    good = {"date": "2026-03-01", "measure": "coverage", "course": "basic", "value": "55%", "sd": "2%"}
    rows = [
        [
            good.get(name, "") if random.random() < 0.85 else random.choice((*WORDS, *map(str, NUMBERS)))
            for name in header
        ]
        for _ in range(random.randint(0, 5))
    ]
    separator = random.choice(",,,;\t|")
    text = random.choice(("\n", "\r\n", "\r")).join(separator.join(cells) for cells in [header, *rows])
    data = text.encode(random.choice(("utf-8", "utf-8-sig", "utf-16")), "surrogatepass")
    return Case("history", {"history.csv": data})


_MAKERS: dict[Callable[[Random], Case], int] = {
    _random_bytes: 6, _random_yaml: 8, _mutant: 44, _slip: 20, _extended: 9, _set: 6, _column: 3, _history: 4,
    _posterior: 3,
}  # fmt: skip


def _text(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)


class _Dumper(yaml.CSafeDumper):
    """Writes texts as a person would: in quotes only where YAML itself needs them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text))


def _part(random: Random, data: dict[str, Any]) -> dict[str, Any]:
    """A few of the settings of a scenario."""
    kept = random.sample(list(data), k=min(len(data), random.randint(1, 3)))
    return {key: data[key] for key in data if key in kept}
