"""Health checks of a history: what in the data would mislead a model, where, and what to do about it."""

from history.doctor.finding import Finding, Severity
from history.doctor.rules import RULES, examine

__all__ = ["RULES", "Finding", "Severity", "examine"]
