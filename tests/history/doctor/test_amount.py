"""Whether there is enough to learn from."""

from history.tables import TABLES
from tests.history.doctor.business import BUSINESS, day, found, look


def test_empty_history():
    """
    Without any row the only finding is that there is none.
    """
    assert list(found({})) == ["empty_history"]
    assert look("empty_history", {}).severity == "error"


def test_no_wins(tables):
    """
    Without a purchase by the settings no model can be trained, and the message says what was found instead.
    """
    changes = tables["stage_changes"]
    tables["stage_changes"] = changes[changes["stage"] != "won"]
    finding = look("no_wins", tables, BUSINESS.model_copy(update={"purchase": ("won",)}))

    assert finding.severity == "error"
    assert "no model can be trained" in finding.message_en
    assert f"order {len(tables['orders'])}" in finding.message_en
    assert "无法训练模型" in finding.message_zh


def test_short_history(tables):
    """
    Less than eight weeks are too little to learn on and be tested.
    """
    events = {name: rows[rows[TABLES[name].happened] > day(50)] for name, rows in tables.items()}
    recent = events | {name: tables[name] for name in ("accounts", "reps")}

    assert "covers 6.9 weeks" in look("short_history", recent).message_en
