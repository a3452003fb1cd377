"""Excel workbooks: the answer, tables that can be sorted and pivoted, and charts of Excel's own."""

from .book import workbook
from .comparison import comparison_workbook

__all__ = ["comparison_workbook", "workbook"]
