"""The plain model: docs/model.md as straightforward SimPy, one process for each post, member and delivery.

It shares the keyed draws with the product's fast model and nothing else, and must record exactly the same.
"""

from .counts import scopes_of
from .world import simulate

__all__ = ["scopes_of", "simulate"]
