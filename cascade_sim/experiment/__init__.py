"""Scenarios × replications → runs: numbering, executors, the store, the output folder and the manifest.

Nothing is imported here: a worker process needs `replicate` alone, and neither pandas nor pyarrow.
"""
