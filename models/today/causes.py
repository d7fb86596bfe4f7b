"""What goes along with the fall of an open lead's chance, the most urgent first."""

from collections.abc import Callable

from models.today.case import Case
from models.today.contact_causes import late, quote, silent, waiting
from models.today.course_causes import back, load, rep_left, skipped, stuck
from models.today.result import Cause

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
    """All that are found; none where nothing stands out."""
    return tuple(cause for cause in (look(case) for look in CAUSES) if cause is not None)
