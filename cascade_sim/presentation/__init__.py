"""Tables in words and files. It says what is in the tables and computes no number of its own.

Nothing is imported here, so that each use imports what it needs and no more.
"""
