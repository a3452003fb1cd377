"""What a replication leaves behind, and its rows of each table."""

from .records import FACTS, DeliveryRow, Recorder, Records, Scopes
from .tabulate import categories, tabulate

__all__ = ["FACTS", "DeliveryRow", "Recorder", "Records", "Scopes", "categories", "tabulate"]
