"""The code blocks of a Markdown page, and what the words after a block's language ask of it.

```sh                      commands, run one after the other in the page's folder; `status=2` if that is how they end
```                        nothing named: what the block before it prints, compared with numbers masked
```python                  run, all of a page in one namespace
```yaml file=plan.yaml     a scenario, loaded and kept in the page's folder
```yaml on=plan.yaml       a few settings, loaded on top of that scenario
```yaml is=plan.yaml       what the file of that name holds, which a command before it wrote
```csv file=counts.csv     a file, kept in the page's folder
```text                    no code: shown and not run
```{name}                  a Sphinx directive
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

LANGUAGES = ("sh", "", "python", "yaml", "csv", "text")
DIRECTIVES = ("toctree", "eval-rst")
_FENCE = re.compile(
    r"^(?P<margin> *)(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=margin)(?P=fence) *$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, its language and the words after it."""

    page: str
    line: int  # of its first line of text
    language: str
    words: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        """`README.md:12`."""
        return f"{self.page}:{self.line}"


def blocks(markdown: str, page: str) -> Iterator[Block]:
    """Every fenced block of a page, in order; ValueError where a language or a word is not one of the above."""
    for match in _FENCE.finditer(markdown):
        language, *words = match["info"].split() or [""]
        line = markdown.count("\n", 0, match.start("text")) + 1
        block = Block(page, line, language, dict(word.partition("=")[::2] for word in words), dedent(match["text"]))
        _known(block)
        yield block


def _known(block: Block) -> None:
    if block.language.startswith("{"):
        if block.language.strip("{}") not in DIRECTIVES:
            raise ValueError(f"{block.place}: unknown directive {block.language}: run it, or add it to DIRECTIVES")
        return
    if block.language not in LANGUAGES:
        raise ValueError(
            f"{block.place}: '{block.language}' is not run: use one of {', '.join(filter(None, LANGUAGES))}"
        )
    words = {"sh": {"status"}, "yaml": {"file", "on", "is"}, "csv": {"file"}}.get(block.language, set())
    if not set(block.words) <= words:
        raise ValueError(f"{block.place}: unknown words {sorted(set(block.words) - words)}")
    if block.language in ("yaml", "csv") and len(block.words) != 1:
        raise ValueError(f"{block.place}: say file=NAME, or for settings on=NAME")


def pages(root: Path) -> list[Path]:
    """README.md and every page of docs/."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
