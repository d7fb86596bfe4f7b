"""What single facts say where something is unusual: unknown to the model, without an amount, a title, a word for it."""

import json
from typing import Any

import pandas as pd
import pytest

from features.frame import Entity
from history.names import Names
from history.record import History
from history.settings import Business
from history.tables import RECORDED, TABLES
from models.dossier import dossiers
from models.reasons import Reason
from models.reasons.sentences import reason
from models.reasons.view import View

START = pd.Timestamp("2026-03-02T02:00Z")
AS_OF = START + pd.Timedelta(days=30)
BUSINESS = Business(stages=("new", "contacted", "proposal")).naming(
    Names(also={"西部": ("West",), "展会": ("Trade fairs",)})
)


def on(day: int) -> pd.Timestamp:
    """The morning of that day of the story."""
    return START + pd.Timedelta(days=day)


def told(
    group: str, entity: Entity, *, raises: bool = True, features: dict[str, Any] | None = None, **rows: Any
) -> Reason:
    """The reason of account A or lead L, of rows known as soon as they happened."""
    tables = {}
    for name, some in rows.items():
        frame = pd.DataFrame([{"account_id": "A"} | row for row in some])
        tables[name] = frame.assign(**{RECORDED: frame[TABLES[name].happened]})
    history = History.of(BUSINESS, **tables)
    name = "A" if entity == "account" else "L"
    dossier = dossiers(history, entity, [name], AS_OF)[name]
    size = 1.0 if raises else -1.0
    found = reason(group, View(dossier, features or {}, raises), size, size)
    assert found is not None
    return found


LEAD = {"lead_id": "L", "created_at": on(0), "region": "极北", "rep_id": "R"}


def test_a_region_that_the_model_does_not_know_is_told_by_its_name() -> None:
    """It is known to people, so that it is not called unknown."""
    assert "The region is 极北." == told("region", "lead", leads=[LEAD]).text.en
    assert "区域未知。" == told("region", "lead", leads=[LEAD | {"region": None}]).text.zh


def test_names_are_told_as_readers_know_them() -> None:
    """In the language of the sentence, where the settings say what else they are called."""
    west = {"region": "西部", "load_region_new_7d": 4.0, "load_region_open_per_rep": 12.0}
    load = told("load_region", "lead", features=west, leads=[LEAD]).text
    source = told("source", "lead", features={"source": "展会", "rate_closed_source": 0.25}, leads=[LEAD]).text

    assert load.en.startswith("West: 12 open leads per salesperson")
    assert load.zh.startswith("西部：")
    assert "About 25% of the ended leads that came by way of “Trade fairs” were won." == source.en
    assert "来自“展会”的已结束线索中，约25%赢单。" == source.zh


def test_a_stage_that_the_model_does_not_know_is_not_called_none() -> None:
    """Nothing can be said of its queue then."""
    moved = [{"lead_id": "L", "stage": "paused", "changed_at": on(3)}]

    assert (
        "In stage “paused” since 5 Mar 2026 (27 days)."
        == told("stage", "lead", leads=[LEAD], stage_changes=moved).text.en
    )
    with pytest.raises(AssertionError):
        told("queue", "lead", leads=[LEAD], stage_changes=moved)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ([None], "The amount of the last order, on 22 Mar 2026, is not known."),
        ([120.4], "The last order, on 22 Mar 2026 (10 days ago), came to 120."),
        ([9.5], "The last order, on 22 Mar 2026 (10 days ago), came to 9.5."),
        ([50.0, None, 70.0], "2 orders of the last 90 days come to 120, the last of them, on 24 Mar 2026, to 70."),
        ([50.0, None], "The amount of the last order, on 23 Mar 2026, is not known."),
    ],
)
def test_an_unknown_amount_is_not_nothing(amounts: list[float | None], said: str) -> None:
    """It is said to be unknown, and is in no sum."""
    orders = [{"order_id": str(n), "ordered_at": on(20 + n), "amount": amount} for n, amount in enumerate(amounts)]

    assert said == told("order_value", "account", orders=orders).text.en


def signal(day: int, title: str | None, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """A patent."""
    said = json.dumps(details or {})
    return {"signal_id": str(day), "kind": "patent", "observed_at": on(day), "title": title, "details": said}


def test_a_signal_without_a_title_is_counted() -> None:
    """There is nothing to quote."""
    found = told("patents", "account", signals=[signal(9, "一种轴承"), signal(12, "  ")])

    assert "2 patents in the last 30 days, the newest seen on 14 Mar 2026." == found.text.en
    assert [("12",), ("9",)] == [each.key for each in found.evidence]


def test_a_namesake_s_patent_is_nobody_s() -> None:
    """What is only possibly the account's is no reason."""
    found = told("patents", "account", signals=[signal(9, "一种轴承", {"tier": "possible"})])

    assert "至今未发现专利。" == found.text.zh
    assert () == found.evidence


def test_a_long_title_is_cut() -> None:
    """A sentence stays one."""
    found = told("patents", "account", signals=[signal(9, "轴" * 90)])

    assert f"“{'轴' * 39}…”" in found.text.zh


def call(day: int, kind: str = "call", **more: Any) -> dict[str, Any]:
    """A contact."""
    return {"activity_id": f"{day}{kind}", "kind": kind, "happened_at": on(day), "account_id": "A", **more}


def test_kinds_without_a_word_are_shown_as_written() -> None:
    """Steps of a work item are told as one kind; synonyms as what they are."""
    rows = [call(20, "W_Bellen:START"), call(21, "W_Bellen:COMPLETE"), call(22, "电话"), call(23, "Phone call")]
    found = told("touches", "account", activities=rows)

    assert (
        "4 contacts in the last 30 days (2 calls, 2 × “W_Bellen”), the last on 25 Mar 2026 (7 days ago): call."
        == found.text.en
    )
    assert "近30天联系4次（电话2次、“W_Bellen”2次），最近一次是2026年3月25日（7天前）：电话。" == found.text.zh


@pytest.mark.parametrize("kind", ["days", "gap", "group-touches", "kinds-rest", "call { $n }"])
def test_a_kind_that_is_called_like_a_message_is_a_kind(kind: str) -> None:
    """It is quoted, whatever the texts call their parts."""
    found = told("touches", "account", activities=[call(20, kind), call(21, kind)])

    assert f"2 contacts in the last 30 days (2 × “{kind}”)" in found.text.en


def test_silence_is_told_where_it_lowers() -> None:
    """Of contacts that usually come daily, none for a week; where it raises, how many there were."""
    rows = [call(day) for day in (19, 20, 21, 22, 23)]

    assert (
        "Nothing for 7 days, since 25 Mar 2026 (call); the usual gap is 1 day."
        == told("touches", "account", raises=False, activities=rows).text.en
    )
    assert told("touches", "account", activities=rows).text.en.startswith("5 contacts in the last 30 days (5 calls)")


def test_a_gap_that_has_not_run_out_is_no_silence() -> None:
    """After six weeks without a contact, where they come every few months, the gap is not held against anybody."""
    rows = [call(day) for day in (-150, -81, -12)]
    found = told("touches", "account", raises=False, activities=rows)

    assert "gap" not in found.text.en
    assert found.text.zh.startswith("已42天没有往来，上次是2026年2月18日")


def test_a_lead_without_an_account_says_so() -> None:
    """Instead of a silence of an account that nobody knows."""
    lead = LEAD | {"account_id": None}

    for group in ("purchases", "signals", "size", "account_touches", "order_value"):
        assert "No account is named for this lead." == told(group, "lead", leads=[lead]).text.en


def test_a_stage_entered_again_is_told_where_it_lowers() -> None:
    """It went back."""
    moves = [("new", 1), ("contacted", 4), ("new", 9)]
    rows = [{"lead_id": "L", "stage": stage, "changed_at": on(day)} for stage, day in moves]
    found = told("stage", "lead", raises=False, leads=[LEAD], stage_changes=rows)

    assert "In stage “new” since 11 Mar 2026 (21 days); stages were entered again once." == found.text.en
    assert 3 == found.evidence_count


def test_two_purchases_of_a_day_are_one_time() -> None:
    """A lead won and the order that follows are no rhythm."""
    orders = [{"order_id": str(day), "ordered_at": on(day), "amount": 1.0} for day in (2, 22)]
    won = [{"lead_id": "L", "stage": "won", "changed_at": on(22)}]
    found = told("purchases", "account", leads=[LEAD], orders=orders, stage_changes=won)

    assert "Bought twice in the last 90 days, last on 24 Mar 2026 (8 days ago); usually every 20 days." == found.text.en
    assert ["orders", "stage_changes", "orders"] == [each.table for each in found.evidence]


def test_words_from_the_crm_are_not_read_as_a_form() -> None:
    """Braces in a title are braces."""
    found = told("patents", "account", signals=[signal(9, "{ $n } 与 {nan}")])

    assert "“{ $n } 与 {nan}”" in found.text.zh
