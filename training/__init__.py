"""Data sets, splits, metrics, selection, tracking, promotion."""
