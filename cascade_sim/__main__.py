"""`python -m cascade_sim` is `cascade-sim`."""

from .cli import main

if __name__ == "__main__":
    main()
