"""Walks over the models: what kind of thing stands at a path, and which settings a scenario has.

Merging needs to know where a mapping is a value, which is replaced whole, and where it holds settings, which are
merged; changes need to know every setting there is. Both are read off the models, so that they cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from pydantic.fields import FieldInfo

from .forms import Form, Value
from .models import Document, Model, ScheduleModel

Path = tuple[str, ...]
VALUE = object()  # stands at a path that holds a value or is not known


@dataclass(frozen=True)
class Leaf:
    """A setting of a scenario: its path, what it accepts and what it is; None where it is optional and left out."""

    path: Path
    form: Form
    value: Value | None


def settings_of(model: type[Model]) -> dict[str, FieldInfo]:
    """The settings of a model by the names used in files."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def holds_settings(path: Path) -> bool:
    """Whether a mapping at that path holds settings or names (and is merged), not a value (and replaced whole)."""
    return _shape(path) is not VALUE


def known_names(path: Path) -> tuple[str, ...] | None:
    """The settings that may stand in the mapping at a path; None where names are free or it is a value."""
    shape = _shape(path)
    return tuple(settings_of(shape)) if isinstance(shape, type) else None


def description(path: Path) -> str | None:
    """What a setting means, by its path."""
    shape = _shape(path[:-1])
    info = settings_of(shape).get(path[-1]) if isinstance(shape, type) else None
    return info.description if info else None


@lru_cache(maxsize=4096)
def _shape(path: Path) -> Any:
    """A model, an annotation of dict[str, …], or VALUE."""
    if path[:1] == ("defaults",) and len(path) >= 2 and path[1] in ("groups", "courses"):
        return _shape((path[1], "any", *path[2:])) if len(path) > 2 else _shape((path[1], "any"))
    shape: Any = Document
    for key in path:
        if isinstance(shape, type) and get_origin(shape) is None:
            info = settings_of(shape).get(key)
            shape = _plain(info.annotation) if info and not _replaced_whole(info) else VALUE
        elif shape is not VALUE:
            shape = _plain(get_args(shape)[1])
        if shape is VALUE:
            return VALUE
    return shape


def _replaced_whole(info: FieldInfo) -> bool:
    return isinstance(info.json_schema_extra, dict) and bool(info.json_schema_extra.get("x-whole"))


def _plain(annotation: Any) -> Any:
    """The model or mapping in an annotation, without what is around it."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    if get_origin(annotation) is dict:
        return annotation
    inner = [_plain(option) for option in get_args(annotation)]
    return next((option for option in inner if isinstance(option, type) and issubclass(option, Model)), VALUE)


def _form(annotation: Any, metadata: Any = ()) -> Form | None:
    """The form in an annotation, if it is a value's."""
    for item in metadata:
        if isinstance(item, Form):
            return item
    if get_origin(annotation) is Annotated:
        return _form(None, get_args(annotation)[1:])
    if get_origin(annotation) is dict:
        return None
    return next((form for option in get_args(annotation) if (form := _form(option))), None)


def leaves(model: Model, path: Path) -> Iterator[Leaf]:
    """Every setting in a model, in order, defaults and optional ones left out included."""
    for key, (attribute, form, inner) in _layout(type(model)).items():
        value, here = getattr(model, attribute), (*path, key)
        if form:
            if value is not None or not isinstance(model, ScheduleModel) or (key == "at_most" and model.when_waiting):
                yield Leaf(here, form, value)
        elif isinstance(value, Model):
            yield from leaves(value, here)
        elif isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, Model):
                    yield from leaves(item, (*here, name))
                elif inner:
                    yield Leaf((*here, name), inner, item)


@lru_cache(maxsize=64)
def _layout(model: type[Model]) -> dict[str, tuple[str, Form | None, Form | None]]:
    """For each setting: its attribute, its form, and the form of what it maps names to."""
    layout = {}
    for attribute, info in model.model_fields.items():
        inner = _form(get_args(info.annotation)[1]) if get_origin(info.annotation) is dict else None
        layout[info.alias or attribute] = (attribute, _form(info.annotation, info.metadata), inner)
    return layout
