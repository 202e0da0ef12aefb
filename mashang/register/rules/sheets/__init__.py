"""Tenant sheets of any layout: opened, understood, and read row by row."""

from .reading import Reading, SheetReading, read_workbook
from .refusal import SheetRefused
from .rows import Problem, ReadRow

__all__ = ["Problem", "ReadRow", "Reading", "SheetReading", "SheetRefused", "read_workbook"]
