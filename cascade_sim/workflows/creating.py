"""Creating a scenario file to begin with, and beside it the schema by which editors complete and check it."""

import json
import os
import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from ..presentation.words import readable
from ..scenario import json_schema
from ..scenario.templates import TEMPLATES, filled_in

SCHEMA = "cascade-sim.schema.json"
_WHAT = {"small": "a small scenario that runs as it is", "full": "a scenario with every setting, which runs as it is"}


@dataclass(frozen=True, repr=False)
class Created:
    """What `new` wrote; `str()` says so, and what to do next."""

    path: Path
    schema: Path
    template: str

    def __str__(self) -> str:
        file = shlex.quote(str(self.path))
        return (
            f"Wrote {self.path}, {_WHAT[self.template]}; {self.schema} lets editors complete and check it.\n\n"
            f"  cascade-sim check {file}\n  cascade-sim run {file}"
        )

    __repr__ = __str__


def new(name: str | Path, template: str = "small", *, force: bool = False) -> Created:
    """Write a scenario to `name` (with `.yaml`, if left out), and the schema beside it.

    `template` is small or full. The scenario is called after the file. What is there already is replaced only with
    `force`, and a schema only if it is one of ours. UserError says why nothing could be written; files appear whole or
    not at all.
    """
    try:
        path = _path(str(name))
        schema = path.with_name(SCHEMA)
        _check(path, schema, template, force)
        texts = {schema: schema_text(), path: _scenario(path, template)}
        contents = {file: text.encode() for file, text in texts.items()}
        for file, content in contents.items():
            _write(file, content)
    except UnicodeEncodeError:
        raise UserError(f"{name} is not a name in UTF-8: choose another") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UserError(f"{name} cannot be written: {reason}: choose another name or folder") from None
    return Created(path, schema, template)


def schema_text() -> str:
    """The schema as it stands in its file, and as `cascade-sim schema` prints it."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _path(name: str) -> Path:
    path = Path(name)
    if not name.strip() or "\0" in name or name.endswith(("/", os.sep)) or path.name in ("", ".."):
        raise UserError(f"'{name}' names no file: give a name such as our-programme")
    if path.is_dir():
        raise UserError(f"{name} is a folder: give the name of a file, such as {path / 'our-programme'}")
    return path if path.suffix.lower() in (".yaml", ".yml") else path.with_name(f"{path.name}.yaml")


def _check(path: Path, schema: Path, template: str, force: bool) -> None:
    """Make sure that both files can be written without harm."""
    if template not in TEMPLATES:
        raise UserError(f"there is no template '{template}': choose {' or '.join(TEMPLATES)}")
    if not path.parent.is_dir():
        raise UserError(f"there is no folder {path.parent}: make it first, or choose another")
    if path.is_dir():
        raise UserError(f"{path} is a folder: choose another name")
    if path.exists() and not force:
        raise UserError(f"{path} is there already: choose another name, or replace it with --force")
    if schema.exists() and not _is_ours(schema):
        raise UserError(f"{schema} is there already and is no schema of ours: move it away, or choose another folder")


def _is_ours(schema: Path) -> bool:
    """Whether a file is a schema of ours, be it of another version."""
    try:
        found = json.loads(schema.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("title") == json_schema()["title"]


def _scenario(path: Path, kind: str) -> str:
    return filled_in(kind, readable(path.stem.replace("-", " ")).strip() or path.stem)


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    with _beside(path) as staged:
        staged.write_bytes(content)
        staged.replace(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """The path of a hidden file in the same folder, gone at the end."""
    staged = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield staged
    finally:
        staged.unlink(missing_ok=True)
