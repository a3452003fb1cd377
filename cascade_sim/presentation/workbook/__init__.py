"""A run as an Excel workbook: the answer, tables that can be sorted and pivoted, and charts of Excel's own."""

from .book import workbook

__all__ = ["workbook"]
