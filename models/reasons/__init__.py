"""Reasons: why a score is what it is, in sentences that a salesperson can check.

What each feature adds to the log-odds is summed by groups of facts; a group becomes percentage points and one sentence
in English and Chinese, told from the rows that were known, with those rows as evidence.
"""

from models.reasons.change import WEEK, Change, changes
from models.reasons.explaining import reasons_for
from models.reasons.reason import MOST_EVIDENCE, Reason, foremost

__all__ = ["MOST_EVIDENCE", "WEEK", "Change", "Reason", "changes", "foremost", "reasons_for"]
