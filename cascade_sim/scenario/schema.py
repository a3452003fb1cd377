"""The JSON Schema of scenario files, from the models that validate them, for editors and other programs.

It uses only what draft-07 knows too, since editors read that first: definitions under `definitions`, and no keyword
beside a `$ref`. `x-read` says when the model reads a setting that may change.
"""

from typing import Any

from .forms import FAMILIES, OTHERS, TENURE, Form
from .quantities import BASES

_NUMBER = r"[0-9]+(\.[0-9]+)?"
_PATTERNS = {
    "duration": rf"^{_NUMBER} *([Dd]ay|[Ww]eek|[Mm]onth|[Yy]ear)s?$",
    "rate": rf"^{_NUMBER} *%? */ *(day|week|month|year)$",
    "share": rf"^{_NUMBER} *%$",
    "per_month": rf"^{_NUMBER} */ *month$",
    "money": rf"^{_NUMBER} *[A-Z]{{3}}$",
}
_BARE = {"share": "number", "count": "integer", "number": "number"}
_DATE_KEYS = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def form_schema(form: Form) -> dict[str, Any]:
    """What a setting accepts, as a schema."""
    now = _now(form)
    if form.read:
        dated = {
            "type": "object",
            "patternProperties": {_DATE_KEYS: _any(now)},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {**_any([*now, dated]), "x-read": form.read}
    return _any(now)


def _any(options: list[dict[str, Any]]) -> dict[str, Any]:
    return dict(options[0]) if len(options) == 1 else {"anyOf": options}


def _now(form: Form) -> list[dict[str, Any]]:
    """The forms of a value at one time."""
    if form.kind == "flag":
        return [{"type": "boolean"}]
    if form.kind == "word":
        return [{"enum": list(form.words)}]
    number = [*_bare(form), _evidence(form)]
    options = list(number)
    if form.by_tenure:
        options.append(_object(dict.fromkeys(TENURE, _any(number)), TENURE))
    if form.by_group:
        options.append(
            {
                "type": "object",
                "additionalProperties": _any(number),
                "minProperties": 1,
                "description": f"By group; `{OTHERS}` for those not named.",
            }
        )
    if form.distribution:
        options += [_family(name, parameters, number) for name, parameters in FAMILIES.items()]
    return options


def _bare(form: Form) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = []
    if form.kind in _BARE:
        limits = {"minimum": form.minimum, "maximum": form.maximum}
        options.append(
            {"type": _BARE[form.kind], **{key: limit for key, limit in limits.items() if abs(limit) != float("inf")}}
        )
    if form.kind in _PATTERNS:
        options.append({"type": "string", "pattern": _PATTERNS[form.kind]})
    if form.forever:
        options.append({"const": "forever"})
    return options


def _evidence(form: Form) -> dict[str, Any]:
    bare = _any(_bare(form))
    given = {
        "value": bare,
        "range": {
            "type": "array",
            "items": bare,
            "minItems": 2,
            "maxItems": 2,
            "description": "Nine times out of ten the truth lies between.",
        },
        "source": {"type": "string"},
        "basis": {"enum": list(BASES)},
    }
    return _object(given, ("value",))


def _family(name: str, parameters: tuple[str, ...], number: list[dict[str, Any]]) -> dict[str, Any]:
    if not parameters:
        column = _object({key: {"type": "string"} for key in ("file", "column", "unit")}, ("file", "column", "unit"))
        return _object({name: {"anyOf": [{"type": "array", "items": number[0], "minItems": 1}, column]}}, (name,))
    return _object({name: _object(dict.fromkeys(parameters, _any(number)), parameters)}, (name,))


def _object(properties: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file.

    What a file needs but may inherit (from `extends` or `defaults`) is not required, and null may stand wherever
    something inherited can be removed.
    """
    from .models import Document  # noqa: PLC0415 - which describes its forms with this module

    schema = Document.model_json_schema(ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs")
    partial = {kind: {"$ref": f"#/definitions/{model}"} for kind, model in (("groups", "Group"), ("courses", "Course"))}
    definitions["Defaults"]["properties"] = partial
    root = _inheriting(schema)
    root["properties"] = {"extends": _EXTENDS, **root["properties"]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "cascade-sim scenario",
        **root,
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": ["format", "name", "start", "end", "groups"]},
        "definitions": {name: _inheriting(definition) for name, definition in definitions.items()},
    }


_EXTENDS = {"type": "string", "description": "Another scenario file, of which this one changes only what it names."}


def _inheriting(definition: dict[str, Any]) -> dict[str, Any]:
    """The schema of a model whose settings may be inherited."""
    described = _tidy(definition)
    for option in [described, *described.get("anyOf", ())]:
        if "properties" in option:
            option.pop("required", None)
            option["properties"] = {key: _removable(schema) for key, schema in option["properties"].items()}
    return dict(described)


def _removable(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or null; in a mapping by name each entry too."""
    if isinstance(schema.get("additionalProperties"), dict) and schema.get("type") == "object":
        schema = {**schema, "additionalProperties": _or_null(schema["additionalProperties"])}
    return _or_null(schema)


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    options = schema.get("anyOf")
    if options and {"type": "null"} in options:
        return schema
    beside: dict[str, Any] = {key: schema[key] for key in ("description", "x-read") if key in schema}
    inner = {key: value for key, value in schema.items() if key not in beside}
    options = inner["anyOf"] if set(inner) == {"anyOf"} else [inner]
    return {"anyOf": [*options, {"type": "null"}], **beside} if inner else schema


def _tidy(schema: Any, inside: str = "") -> Any:
    """Without defaults and titles, and with nothing beside a `$ref`."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if inside == "properties":
        return {key: _tidy(item) for key, item in schema.items()}
    kept = {
        key: _tidy(item, key)
        for key, item in schema.items()
        if key not in ("default", "title", "x-whole", "minProperties") and item is not None
    }
    if "$ref" in kept and len(kept) > 1:
        kept["allOf"] = [{"$ref": kept.pop("$ref")}]
    return kept
