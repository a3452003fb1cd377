"""A long search for files that break the reading of scenarios: `python -m tests.fuzz --files 100000`.

Each file is a pure function of the seed and its number, so that anything found is found again. Files are made in
`making`, judged in `judging`, and shared out among processes, watched from outside, in `watching`.
"""
