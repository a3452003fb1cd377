"""Three small plans that are compared: the first, one with more courses, and one that is dearer and larger."""

import cascade_sim as cs
from tests.calling import SMALL

MORE = """\
extends: small.yaml
name: More courses
courses: {basic: {schedule: {core: {per_year: 12}}, cost: {per_delivery: 200 GBP}}}
"""
DEAR = "extends: more.yaml\nname: Dearer $ and $ larger\ncourses: {basic: {places: 14, cost: {per_place: 20 GBP}}}\n"


def three_plans(folder, name="A small programme"):
    """The folder, with files of them in it; the first may be called otherwise."""
    quoted = "'" + name.replace("'", "''") + "'"
    small = SMALL.rstrip().replace("A small programme", quoted)
    for file, text in {"small": f"{small}\n", "more": MORE, "dear": DEAR}.items():
        (folder / f"{file}.yaml").write_text(text, encoding="utf-8")
    return folder


def compared_in(folder, replications=12, **options):
    """The three compared, with what each changed setting does."""
    paths = [folder / f"{name}.yaml" for name in ("small", "more", "dear")]
    return cs.compare(paths, replications=replications, jobs=1, why=True, **options)
