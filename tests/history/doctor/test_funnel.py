"""Stages that the settings do not know, and leads that move as none can."""

from tests.history.doctor.business import BUSINESS, add, call, day, lead, look


def test_unlisted_stages(tables):
    """
    Stages missing from the settings come with a list to paste, in the order that leads reach them.
    """
    finding = look("unlisted_stages", tables, BUSINESS.model_copy(update={"stages": ()}))

    assert '[business] stages = ["new", "offer"]' in finding.message_en
    assert finding.count == 2


def test_stage_with_braces(tables):
    """
    A stage's own name cannot break the message.
    """
    tables["stage_changes"] = tables["stage_changes"].replace({"stage": {"offer": "{offer}"}})

    assert "{offer}" in look("unlisted_stages", tables).message_zh


def test_unseen_stages(tables):
    """
    A stage of the settings that never occurs is probably misspelt.
    """
    finding = look("unseen_stages", tables, BUSINESS.model_copy(update={"stages": ("new", "offer", "ofer")}))

    assert finding.examples == [{"stage": "ofer"}]


def test_ended_twice(tables):
    """
    A lead both won and lost is reported with its ends in the order of time.
    """
    add(tables, "stage_changes", {"lead_id": "L60", "stage": "won", "changed_at": day(50)})
    finding = look("ended_twice", tables)

    assert finding.examples[0]["ends"] == ["lost", "won"]
    assert finding.count == 1


def test_stage_change_after_the_end(tables):
    """
    A stage change after the end is a warning.
    """
    add(tables, "stage_changes", {"lead_id": "L60", "stage": "offer", "changed_at": day(50)})

    assert (look("after_end", tables).severity, look("after_end", tables).count) == ("warning", 1)


def test_activity_after_the_end(tables):
    """
    Calls to a lead that ended a day ago and more are only a note.
    """
    add(tables, "activities", call(60) | {"activity_id": "C", "happened_at": day(50)})

    assert look("after_end", tables).severity == "note"


def test_never_moved(tables):
    """
    A lead older than 30 days without any stage change is reported, a new one is not.
    """
    changes = tables["stage_changes"]
    tables["stage_changes"] = changes[~changes["lead_id"].isin(["L2", "L100"])]

    assert [example["lead_id"] for example in look("never_moved", tables).examples] == ["L100"]


def test_open_too_long(tables):
    """
    A lead open for more than a year is reported.
    """
    add(tables, "leads", lead(400))
    add(tables, "stage_changes", {"lead_id": "L400", "stage": "new", "changed_at": day(400)})

    assert [example["lead_id"] for example in look("open_too_long", tables).examples] == ["L400"]


def test_no_losses(tables):
    """
    Wins without any loss mean that losses are not recorded.
    """
    changes = tables["stage_changes"]
    tables["stage_changes"] = changes[changes["stage"] != "lost"]

    assert look("no_losses", tables).severity == "note"
