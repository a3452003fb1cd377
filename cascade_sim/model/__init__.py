"""The model: NumPy arrays for people, SimPy processes for roles and deliveries. It records facts, no statistics."""

from .simulation import scopes_of, simulate

__all__ = ["scopes_of", "simulate"]
