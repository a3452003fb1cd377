"""What a user does, one function each: the Python API, of which the command line is a thin skin.

Nothing is imported here: checking a file needs none of what running it does.
"""
