"""The nearest valid name for one that is not."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: object, valid: Iterable[str]) -> str:
    """`; did you mean 'capacity'?`, or nothing where no valid name is near."""
    if not isinstance(name, str):
        return ""
    by_folded = {option.casefold().replace("-", "_"): option for option in valid}
    near = get_close_matches(name.casefold().replace("-", "_"), by_folded, n=1, cutoff=0.6)
    return f"; did you mean '{by_folded[near[0]]}'?" if near else ""


def choices(valid: Iterable[str]) -> str:
    """`a, b or c`."""
    names = list(valid)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def unknown(what: str, name: object, valid: Iterable[str]) -> str:
    """`there is no group 'primry'; did you mean 'primary'?`, or the names there are."""
    names = list(valid)
    near = did_you_mean(name, names)
    if near:
        return f"there is no {what} '{name}'{near}"
    if not names:
        return f"there is no {what} '{name}', nor any other"
    return f"there is no {what} '{name}'; there {'are' if len(names) > 1 else 'is'} {choices(names[:8])}"
