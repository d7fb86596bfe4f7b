"""Forecasts of the sandbox in words, tables and maps, and scenarios that are kept."""
