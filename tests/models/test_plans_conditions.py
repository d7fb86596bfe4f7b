"""What conditions see in a history made by hand."""

import json

import pandas as pd
import pytest

from history.names import Names
from history.record import History
from history.settings import Business
from history.tables import RECORDED
from models.dossier import dossiers
from models.evidence import Text
from models.plans.asked import ASKED
from models.plans.channels import KINDS
from models.plans.held import Held
from models.plans.play import When
from models.plans.situation import Situation

NOW = pd.Timestamp("2026-03-20T02:00Z")
BUSINESS = Business(stages=("new", "met", "offer", "talk")).naming(Names(also={"零售": ("Retail",)}))


def ago(days: float) -> pd.Timestamp:
    """So many days before the moment asked."""
    return NOW - pd.Timedelta(days=days)


def frame(when: str, *rows: dict[str, object]) -> pd.DataFrame:
    """Rows recorded as they happened, unless they say otherwise."""
    return pd.DataFrame([row | {RECORDED: row.get(RECORDED, row[when])} for row in rows])


def situation(**tables: pd.DataFrame) -> Situation:
    """The account A with these tables."""
    accounts = frame(
        "valid_from", {"account_id": "A", "name": "甲", "valid_from": ago(900), "employees": 300.0, "industry": "零售"}
    )
    history = History.of(BUSINESS, accounts=accounts, **tables)
    return Situation(dossiers(history, "account", ["A"], NOW)["A"], KINDS)


def held(now: Situation, **asked: object) -> Held | None:
    """Whether one condition holds."""
    ((name, condition),) = When.model_validate(asked).asked()
    return ASKED[name].check(condition, now)


def lead(name: str = "L", days: float = 30, **values: object) -> dict[str, object]:
    """A lead created so many days ago."""
    return {
        "lead_id": name,
        "account_id": "A",
        "created_at": ago(days),
        "product": None,
        "rep_id": None,
        "value": None,
    } | values


def change(stage: str, days: float, name: str = "L", reason: str | None = None) -> dict[str, object]:
    """A change of stage."""
    return {"lead_id": name, "stage": stage, "changed_at": ago(days), "reason": reason}


def touch(
    number: int, days: float, kind: str = "call", direction: str = "out", lead: str | None = "L"
) -> dict[str, object]:
    """A contact."""
    told = {"activity_id": f"T{number}", "lead_id": lead, "account_id": "A", "kind": kind, "direction": direction}
    return told | {"happened_at": ago(days)}


def signal(number: int, days: float, kind: str = "news", details: dict[str, object] | None = None) -> dict[str, object]:
    """A public signal, published a day before it was seen."""
    told = {"signal_id": f"S{number}", "account_id": "A", "kind": kind, "title": f"t{number}", "text": "x", "url": None}
    written = json.dumps(details or {"meaning": {"topics": [{"key": "funding", "score": 0.7}]}})
    return told | {"published_at": ago(days + 1), "observed_at": ago(days), "details": written}


def test_the_newest_signal_of_the_topic_is_taken() -> None:
    """By when it was published; unsure topics and namesakes are passed over."""
    unsure = {"meaning": {"topics": [{"key": "funding", "score": 0.3}]}}
    namesake = {"meaning": {"topics": [{"key": "funding", "score": 1.0}]}, "tier": "possible"}
    rows = [signal(1, 20), signal(2, 10), signal(3, 5, details=unsure), signal(4, 3, details=namesake)]
    now = situation(signals=frame("observed_at", *rows))
    found = held(now, signal={"topics": ["funding"], "within_days": 30})

    assert found is not None
    assert found.row is not None
    assert ("S2",) == found.row.key
    assert {"signal_title": "t2"} == found.said
    assert pytest.approx(1 - 0.5 * 11 / 30) == found.degree
    assert held(now, signal={"topics": ["funding"], "within_days": 10}) is None
    assert held(now, signal={"topics": ["funding"], "kinds": ["patent"], "within_days": 30}) is None


def test_a_stage_is_named_in_the_reader_s_words() -> None:
    """As reasons name it; one of a business's own stands as it writes it."""
    for stage, en in (("offer", "offer"), ("商务谈判", "negotiation")):
        now = situation(leads=frame("created_at", lead("L")), stage_changes=frame("changed_at", change(stage, 3)))
        found = held(now, stage={"named": [stage]})
        assert found is not None
        assert {"stage": Text(en, stage)} == found.said


def test_the_open_lead_that_stands_furthest_on_is_looked_at() -> None:
    """Its stage, how far on that is, and since when."""
    leads = frame("created_at", lead("L"), lead("M", 5), lead("N", 60))
    changes = frame("changed_at", change("new", 30), change("offer", 12), change("new", 5, "M"), change("won", 9, "N"))
    now = situation(leads=leads, stage_changes=changes)

    assert now.lead is not None
    assert "L" == now.lead["lead_id"]
    assert held(now, stage={"from": 0.5, "to": 0.7}) is not None
    assert held(now, stage={"named": ["offer"]}) is not None
    assert held(now, stage={"from": 0.7}) is None
    assert held(now, stage={"named": ["talk"]}) is None
    assert held(now, stage_days={"min": 12, "max": 12.5}) is not None
    assert held(now, stage_days={"min": 13}) is None


@pytest.mark.parametrize(
    ("later", "waits"),
    [
        ([], True),
        ([touch(2, 4, "email", "in")], False),
        ([touch(2, 4, "call", "out")], True),
        ([touch(2, 8, "email", "in")], True),
    ],
)
def test_a_quote_waits_until_the_customer_says_something(later: list[dict[str, object]], waits: bool) -> None:
    """Our own calls are no answer, nor is what came before it."""
    tables = {"leads": frame("created_at", lead()), "stage_changes": frame("changed_at", change("offer", 10))}
    now = situation(activities=frame("happened_at", touch(1, 6, "quote"), *later), **tables)

    assert waits == (held(now, quote_days={"min": 2, "max": 9}) is not None)


def test_another_stage_is_an_answer_to_a_quote() -> None:
    """The deal has moved on."""
    changes = frame("changed_at", change("offer", 10), change("talk", 3))
    now = situation(
        leads=frame("created_at", lead()), stage_changes=changes, activities=frame("happened_at", touch(1, 6, "quote"))
    )

    assert held(now, quote_days={"min": 2}) is None


def test_silence_counts_contacts_and_no_visits_to_pages() -> None:
    """Nor what people do among themselves."""
    rows = [touch(1, 20), touch(2, 3, "web_visit", "in", None), {**touch(3, 2, "check credit"), "direction": None}]
    now = situation(leads=frame("created_at", lead()), activities=frame("happened_at", *rows))

    assert held(now, silence_days={"min": 19, "max": 21}) is not None
    assert held(now, web_visit={"within_days": 4}) is not None
    assert held(now, inbound={"within_days": 30}) is None
    assert held(now, contacts={"min": 1, "max": 1}) is not None


def test_silence_around_a_lead_is_counted_from_its_own_contacts() -> None:
    """A new lead is not silent because an older one was."""
    rows = [touch(1, 400, lead="K"), touch(2, 9, lead="L")]
    old, new = lead("K", 500), lead("L", 10)
    lost = frame("changed_at", change("lost", 380, "K"))
    fresh = situation(leads=frame("created_at", old, new), stage_changes=lost, activities=frame("happened_at", rows[0]))
    touched = situation(leads=frame("created_at", old, new), stage_changes=lost, activities=frame("happened_at", *rows))

    assert held(fresh, silence_days={"min": 1}) is None
    assert held(touched, silence_days={"min": 8, "max": 10}) is not None


@pytest.mark.parametrize(("then", "holds"), [([], True), ([touch(2, 1)], False), ([touch(2, 5)], True)])
def test_what_we_have_answered_waits_no_more(then: list[dict[str, object]], holds: bool) -> None:
    """Only a contact of ours after the customer's own is an answer."""
    rows = frame("happened_at", touch(1, 3, "email", "in"), *then)
    now = situation(leads=frame("created_at", lead()), activities=rows)

    assert holds == (held(now, inbound={"within_days": 5, "unanswered": True}) is not None)
    assert held(now, inbound={"within_days": 5}) is not None


def test_an_order_is_overdue_by_the_customer_s_own_rhythm() -> None:
    """Three orders thirty days apart, the last one 45 days ago: half as long again as usual."""
    orders = [{"order_id": f"O{n}", "account_id": "A", "ordered_at": ago(45 + 30 * n)} for n in range(3)]
    now = situation(orders=frame("ordered_at", *orders))
    found = held(now, overdue={"min": 1.4, "max": 1.6})

    assert found is not None
    assert {"usual_gap": 30} == found.said
    assert held(now, overdue={"min": 1.6}) is None
    assert held(situation(orders=frame("ordered_at", *orders[:2])), overdue={"min": 0}) is None


def test_a_lost_lead_counts_while_nothing_new_is_open() -> None:
    """With its reason."""
    leads, changes = frame("created_at", lead(days=90)), frame("changed_at", change("lost", 40, reason="price"))
    now = situation(leads=leads, stage_changes=changes)
    again = situation(leads=frame("created_at", lead(days=90), lead("M", 5)), stage_changes=changes)

    assert held(now, lost={"within_days": 60, "reasons": ["price"]}) is not None
    assert held(now, lost={"within_days": 60, "reasons": ["other"]}) is None
    assert held(now, lost={"within_days": 30}) is None
    assert held(again, lost={"within_days": 60}) is None


def test_a_lead_that_changed_hands_has_a_new_rep() -> None:
    """Since the version that says so was recorded."""
    versions = frame("created_at", lead(rep_id="R1"), lead(rep_id="R2") | {RECORDED: ago(4)})
    now = situation(leads=versions)

    assert held(now, new_rep={"within_days": 5}) is not None
    assert held(now, new_rep={"within_days": 3}) is None
    assert held(situation(leads=frame("created_at", lead(rep_id="R1"))), new_rep={"within_days": 99}) is None


def test_a_lead_that_goes_from_desk_to_desk_has_no_new_rep() -> None:
    """Three hand-overs are how the work is done there."""
    versions = [lead(rep_id=f"R{n}") | {RECORDED: ago(8 - n)} for n in range(4)]

    assert held(situation(leads=frame("created_at", *versions)), new_rep={"within_days": 99}) is None


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"open_lead": True}, True),
        ({"open_lead": False}, False),
        ({"buyer": False}, True),
        ({"buyer": True}, False),
        ({"untouched": True}, True),
        ({"untouched": False}, False),
        ({"product": True}, True),
        ({"product": False}, False),
        ({"value": {"min": 100, "max": 200}}, True),
        ({"value": {"min": 201}}, False),
        ({"new_lead": {"within_days": 31}}, True),
        ({"new_lead": {"within_days": 29}}, False),
        ({"employees": {"min": 300}}, True),
        ({"employees": {"max": 299}}, False),
        ({"industry": ["零售"]}, True),
        ({"industry": ["能源"]}, False),
        ({"order_days": {"min": 0}}, False),
        ({"stage": {"from": 0}}, False),
        ({"stage_days": {"min": 0}}, False),
    ],
)
def test_plain_facts(asked: dict[str, object], holds: bool) -> None:
    """Of an account with one new lead of which nothing else is known."""
    now = situation(leads=frame("created_at", lead(product="X", value=150.0)))

    assert holds == (held(now, **asked) is not None)


def test_names_are_said_as_readers_know_them() -> None:
    """In English by an English name, where the settings say one."""
    now = situation(leads=frame("created_at", lead(product="X")))
    industry, product = held(now, industry=["零售"]), held(now, product=True)

    assert industry is not None
    assert product is not None
    assert {"industry": Text("Retail", "零售")} == industry.said
    assert {"product": Text("X", "X")} == product.said


def test_what_is_not_known_holds_no_condition() -> None:
    """Unknown is not 0."""
    now = situation(leads=frame("created_at", lead()))

    assert held(now, value={"max": 100}) is None
    assert held(now, product=True) is None
