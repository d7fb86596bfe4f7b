"""What goes along with the fall of an open lead's chance, the most urgent first."""

from collections.abc import Callable

from models.today.case import Case, cited
from models.today.contact_causes import late, quote, silent, waiting
from models.today.course_causes import back, load, rep_left, skipped, stuck
from models.today.result import Cause
from models.today.texts import say

CAUSES: tuple[Callable[[Case], Cause | None], ...] = (
    rep_left,
    waiting,
    quote,
    late,
    silent,
    stuck,
    back,
    skipped,
    load,
)


def causes_of(case: Case) -> tuple[Cause, ...]:
    """All that are found; one that says so where none is."""
    found = tuple(cause for cause in (look(case) for look in CAUSES) if cause is not None)
    if found:
        return found
    newest = [rows[-1] for rows in (case.touches, case.moves) if rows] or [case.lead]
    return (Cause("unexplained", say("unexplained"), cited(*newest)),)
