"""Scenarios to begin with, as text: `small`, the smallest useful one, and `full`, with every setting there is."""

import json
import re

TEMPLATES = ("small", "full")


def filled_in(kind: str, name: str) -> str:
    """A scenario of one of `TEMPLATES`, called `name`; the same for the same two at all times."""
    from importlib.resources import files  # noqa: PLC0415 - slow, and the command line only needs the names

    text = files(__name__).joinpath(f"{kind}.yaml").read_text(encoding="utf-8")
    quoted = json.dumps(name, ensure_ascii=False)  # a text in JSON is the same text in YAML
    return re.sub("^name: NAME$", lambda _: f"name: {quoted}", text, flags=re.MULTILINE)
