from mashang.insight.models.runs import Cell, CellSecret, Run

__all__ = ["Cell", "CellSecret", "Run"]
