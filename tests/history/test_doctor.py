import json
import string
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.doctor import RULES, examine
from history.doctor.companies import bare_name, domain
from history.doctor.finding import Finding
from history.doctor.texts import TEXTS
from history.record import History
from history.settings import Business
from history.tables import RECORDED, TABLES

AS_OF = pd.Timestamp("2026-06-01", tz="Asia/Shanghai")
DAYS = 140
BUSINESS = Business(stages=("new", "offer"), industry=("account.industry",), region=("rep.region",))

Tables = dict[str, pd.DataFrame]


def day(number: float) -> pd.Timestamp:
    """That many days before the check, at ten in the morning."""
    return AS_OF - pd.Timedelta(days=number) + pd.Timedelta(hours=10)


def dated(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of table `name` up to the check, each recorded when it happened."""
    frame = pd.DataFrame(rows)
    times = [column.name for column in TABLES[name].columns if column.kind == "time" and column.name in frame]
    frame = frame.assign(**{time: pd.to_datetime(frame[time], utc=True) for time in times})
    frame = frame.assign(**{RECORDED: frame[TABLES[name].happened]})
    return frame[frame[RECORDED] <= AS_OF].reset_index(drop=True)


@pytest.fixture
def tables() -> Tables:
    """The tables of a healthy business, to be spoilt."""
    return {name: rows.copy() for name, rows in healthy().items()}


@cache
def healthy() -> Tables:
    """A lead a day, called the next day, offered after two and won or lost after five."""
    ages = range(1, DAYS + 1)
    ends = {age: "won" if age % 3 else "lost" for age in ages}
    stages = (("new", 0), ("offer", 2))
    changes = [
        {"lead_id": f"L{age}", "stage": stage, "changed_at": day(age - later)}
        for age in ages
        for stage, later in stages
    ]
    changes += [{"lead_id": f"L{age}", "stage": end, "changed_at": day(age - 5)} for age, end in ends.items()]
    return {
        "accounts": dated("accounts", [account(number) for number in range(20)]),
        "reps": dated("reps", [rep(number) for number in range(2)]),
        "leads": dated("leads", [lead(age) for age in ages]),
        "stage_changes": dated("stage_changes", changes),
        "activities": dated("activities", [call(age) for age in ages]),
        "orders": dated("orders", [order(age) for age, end in ends.items() if end == "won"]),
        "signals": dated("signals", [signal(age) for age in ages]),
    }


def account(number: int) -> dict[str, object]:
    name = f"{string.ascii_uppercase[number]} 机械有限公司"
    return {
        "account_id": f"A{number}",
        "name": name,
        "industry": "制造",
        "website": f"https://www.firm{number}.cn/about",
        "valid_from": day(DAYS + 10),
    }


def rep(number: int) -> dict[str, object]:
    return {"rep_id": f"R{number}", "name": f"销售{number}", "region": "华东", "joined_at": day(DAYS + 10)}


def lead(age: int) -> dict[str, object]:
    owners = {"account_id": f"A{age % 20}", "rep_id": f"R{age % 2}"}
    return {"lead_id": f"L{age}", **owners, "created_at": day(age), "source": "web", "value": 100.0}


def call(age: int) -> dict[str, object]:
    owners = {"lead_id": f"L{age}", "account_id": f"A{age % 20}", "rep_id": f"R{age % 2}"}
    return {"activity_id": f"C{age}", **owners, "kind": "call", "happened_at": day(age - 1), "duration_s": 60.0}


def order(age: int) -> dict[str, object]:
    bought = {"order_id": f"O{age}", "account_id": f"A{age % 20}", "lead_id": f"L{age}", "ordered_at": day(age - 5)}
    return {**bought, "amount": 100.0, "paid": 100.0}


def signal(age: int) -> dict[str, object]:
    seen = {"published_at": day(age) - pd.Timedelta(hours=1), "observed_at": day(age)}
    return {"signal_id": f"S{age}", "account_id": f"A{age % 20}", "kind": "news", **seen}


def add(tables: Tables, name: str, *rows: dict[str, object]) -> None:
    """Put `rows` into table `name`, recorded when they happened unless they say otherwise."""
    happened = TABLES[name].happened
    new = pd.DataFrame([{RECORDED: row[happened], **row} for row in rows])
    times = [column for column in new if any(isinstance(value, pd.Timestamp) for value in new[column])]
    new = new.assign(**{time: pd.to_datetime(new[time], utc=True) for time in times})
    tables[name] = pd.concat([tables[name], new], ignore_index=True)


def found(tables: Tables, business: Business = BUSINESS) -> dict[str, Finding]:
    """All findings of a history with `tables`, by rule."""
    return {finding.rule: finding for finding in examine(History.of(business, **tables), AS_OF)}


def look(rule: str, tables: Tables, business: Business = BUSINESS) -> Finding | None:
    """What the one rule of that name finds."""
    finding = {each.__name__: each for each in RULES}[rule](History.of(business, **tables), AS_OF)
    assert finding is None or finding.rule == rule
    return finding


def test_healthy_history_has_no_findings(tables):
    """
    A history without fault gives no finding.
    """
    assert found(tables) == {}


def test_empty_history():
    """
    Without any row the only finding is that there is none.
    """
    assert list(found({})) == ["empty_history"]
    assert look("empty_history", {}).severity == "error"


@pytest.mark.parametrize("name", list(TABLES))
def test_absent_table_is_no_fault(tables, name):
    """
    A table that an export lacks yields at most what follows for training and the sandbox, and never a failure.
    """
    del tables[name]
    expected = {"reps": {"no_region"}, "accounts": {"no_industry"}}

    assert expected.get(name, set()) == set(found(tables))


def test_orders_alone_are_healthy(tables):
    """
    Accounts and orders without leads are a whole history.
    """
    assert found({"accounts": tables["accounts"], "orders": tables["orders"].assign(lead_id=None)}) == {}


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


def test_future_dates(tables):
    """
    A row that happens after the check is an error, with its own local time as example.
    """
    add(tables, "orders", order(4))
    finding = look("future_dates", tables)

    assert (finding.severity, finding.count) == ("error", 1)
    assert finding.examples[0] == {"table": "orders", "id": "O4", "happened": "2026-06-02T10:00:00+08:00"}


def test_recorded_before_it_happened(tables):
    """
    A row known before it happened would show a model the future.
    """
    add(tables, "activities", call(9) | {"activity_id": "early", RECORDED: day(30)})
    finding = look("recorded_before", tables)

    assert (finding.severity, finding.count) == ("error", 1)
    assert finding.examples[0]["id"] == "early"


def test_recorded_long_after(tables):
    """
    A history recorded on the day of its export is told, with the spread of the delay.
    """
    finding = look("recorded_late", {name: rows.assign(**{RECORDED: AS_OF}) for name, rows in tables.items()})

    assert 0.7 < finding.share < 0.9
    assert "half within 69.6 days" in finding.message_en
    assert "[business] lags" in finding.message_zh


def test_few_late_records_are_no_finding(tables):
    """
    A single late entry is the way of the world.
    """
    add(tables, "activities", call(100) | {"activity_id": "late", RECORDED: day(3)})

    assert found(tables) == {}


def test_stage_before_creation(tables):
    """
    A stage change on an earlier day than its lead's creation is reported.
    """
    add(tables, "stage_changes", {"lead_id": "L9", "stage": "new", "changed_at": day(11)})

    assert look("stage_before_creation", tables).count == 1


def test_stage_change_without_time_of_day(tables):
    """
    A change dated with a day only stands at its midnight: on the day of the creation that is no fault.
    """
    add(tables, "stage_changes", {"lead_id": "L9", "stage": "offer", "changed_at": day(9).normalize()})

    assert found(tables) == {}


def test_signals_published_after_observed(tables):
    """
    Nothing can be observed before it is published.
    """
    tables["signals"].loc[3, "published_at"] = AS_OF

    assert look("published_after_observed", tables).count == 1


def test_orphans(tables):
    """
    References that no table knows are counted by place.
    """
    add(tables, "orders", order(9) | {"order_id": "O", "account_id": "a0"})
    add(tables, "activities", call(9) | {"activity_id": "C", "lead_id": "L 9", "rep_id": None})
    finding = look("orphans", tables)

    assert (finding.severity, finding.count) == ("error", 2)
    assert "orders.account_id 1" in finding.message_en
    assert "activities.lead_id 1" in finding.message_zh


def test_unassigned_leads(tables):
    """
    Open leads without a rep are reported, ended ones are not.
    """
    tables["leads"].loc[tables["leads"]["lead_id"].isin(["L1", "L60"]), "rep_id"] = None
    finding = look("unassigned", tables)

    assert [example["lead_id"] for example in finding.examples] == ["L1"]


def test_later_version_of_a_lead_counts(tables):
    """
    A lead that was given a rep later is not unassigned.
    """
    add(tables, "leads", lead(1) | {"rep_id": "R0", RECORDED: day(0.5)})
    tables["leads"].loc[tables["leads"]["lead_id"].eq("L1") & tables["leads"][RECORDED].lt(day(0.9)), "rep_id"] = None

    assert found(tables) == {}


def test_owner_left(tables):
    """
    Open leads of a rep who has left are reported.
    """
    tables["reps"] = tables["reps"].assign(left_at=pd.Series([day(2).tz_convert("UTC"), None]))
    finding = look("owner_left", tables)

    assert {"R0"} == {example["rep_id"] for example in finding.examples}
    assert finding.count == 2


def test_reps_overlapping(tables):
    """
    One name under two ids at the same time is probably one person; one after the other is not.
    """
    add(tables, "reps", rep(5) | {"name": " 销售０"})
    finding = look("reps_overlapping", tables)

    assert finding.examples == [{"rep_id": "R5", "same_as": "R0", "name": " 销售０"}]


def test_rep_who_came_back(tables):
    """
    A rep who left before the namesake joined does not overlap.
    """
    tables["reps"] = tables["reps"].assign(left_at=pd.Series([day(DAYS).tz_convert("UTC"), None]))
    tables["leads"] = tables["leads"].assign(rep_id="R1")
    add(tables, "reps", rep(5) | {"name": "销售0", "joined_at": day(DAYS - 1)})

    assert found(tables) == {}


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


def test_overpaid(tables):
    """
    Payments of more than 110 % of the contract are errors; 110 % itself is not.
    """
    tables["orders"].loc[[0, 1], "paid"] = [110.0, 110.5]
    finding = look("overpaid", tables)

    assert (finding.severity, finding.count) == ("error", 1)
    assert finding.examples[0]["paid"] == 110.5


def test_bad_amounts(tables):
    """
    Amounts of zero or less are reported, for orders and for leads; an unknown one is not.
    """
    tables["orders"].loc[[0, 1], "amount"] = [-5.0, float("nan")]
    tables["leads"].loc[0, "value"] = 0.0

    assert look("bad_amounts", tables).count == 2


@pytest.mark.parametrize("name", ["Ａ机械（股份有限公司）", "a 机械集团有限公司", "A机械 Co., Ltd."])
def test_duplicate_names(tables, name):
    """
    Two spellings of one company name are one company.
    """
    add(tables, "accounts", account(0) | {"account_id": "A99", "name": name, "website": None})
    finding = look("duplicate_accounts", tables)

    assert finding.examples == [{"same": "name", "value": "a机械", "accounts": ["A0", "A99"]}]


def test_duplicate_websites(tables):
    """
    Two accounts with one website are one company, however the address is written.
    """
    add(tables, "accounts", account(0) | {"account_id": "A99", "name": "另一家", "website": "FIRM0.cn"})

    assert look("duplicate_accounts", tables).examples == [
        {"same": "website", "value": "firm0.cn", "accounts": ["A0", "A99"]}
    ]


def test_marketplaces_are_no_duplicates(tables):
    """
    A site that many accounts name is a marketplace, not their own.
    """
    tables["accounts"] = tables["accounts"].assign(website="https://www.1688.com/shop")

    assert found(tables) == {}


def test_placeholder_names(tables):
    """
    A name that many accounts share names nobody, and makes no duplicates.
    """
    tables["accounts"].loc[range(8), "name"] = "未知"

    assert {rule: finding.count for rule, finding in found(tables).items()} == {"placeholder_names": 8}


@pytest.mark.parametrize(
    ("name", "source"),
    [("activities", "activities.kind=call"), ("signals", "signals.kind=news"), ("leads", "leads.source=web")],
)
def test_silent_sources(tables, name, source):
    """
    A source that reported daily and has been silent for a week is named, with its table.
    """
    rows = tables[name]
    tables[name] = rows[rows[TABLES[name].happened] < day(8)]
    others = ("activities", "stage_changes", "orders")
    if name == "leads":
        tables |= {
            other: tables[other][~tables[other]["lead_id"].isin(set(rows["lead_id"]) - set(tables[name]["lead_id"]))]
            for other in others
        }

    assert {name, source} <= {example["source"] for example in look("silent_sources", tables).examples}


def test_irregular_source_is_never_silent(tables):
    """
    A kind of activity that came a few times only has no usual gap.
    """
    for age in (100, 95, 90):
        add(tables, "activities", call(age) | {"activity_id": f"V{age}", "kind": "visit"})

    assert found(tables) == {}


def test_fields_that_stopped_being_filled(tables):
    """
    A field that was filled and now is not is named with both shares.
    """
    activities = tables["activities"]
    tables["activities"] = activities.assign(
        duration_s=activities["duration_s"].where(activities["happened_at"] < day(25))
    )

    assert [
        {name: value for name, value in example.items() if name != "filled_lately"}
        for example in look("fields_stopped", tables).examples
    ] == [{"table": "activities", "field": "duration_s", "filled_before": 1.0}]


def test_leads_without_region(tables):
    """
    A lead has a region if any of the settings' sources knows one.
    """
    business = BUSINESS.model_copy(update={"region": ("account.region", "rep.region")})
    tables["reps"].loc[0, "region"] = None
    tables["accounts"]["region"] = pd.Series([f"R{number}" for number in range(10)])
    finding = look("no_region", tables, business)

    assert {example["account_id"] for example in finding.examples} <= {f"A{number}" for number in range(10, 20, 2)}
    assert (finding.severity, finding.count) == ("note", DAYS // 4)


def test_leads_without_industry(tables):
    """
    An industry unknown for most leads is a warning that names where it was looked for.
    """
    tables["accounts"] = tables["accounts"].drop(columns="industry")
    finding = look("no_industry", tables)

    assert (finding.severity, finding.share) == ("warning", 1.0)
    assert "account.industry" in finding.message_en


def test_errors_come_first_and_all_is_json(tables):
    """
    Findings are sorted by severity and can be written as JSON.
    """
    add(tables, "orders", order(4))
    add(tables, "activities", call(60) | {"activity_id": "C", "happened_at": day(50)})
    tables["accounts"].loc[range(8), "name"] = "未知"
    findings = list(found(tables).values())

    assert [finding.severity for finding in findings] == ["error", "warning", "note"]
    assert findings == [Finding(**json.loads(json.dumps(finding.to_json()))) for finding in findings]


def test_every_rule_has_its_texts():
    """
    Each rule speaks English and Chinese, and nobody else does.
    """
    assert {rule.__name__ for rule in RULES} == set(TEXTS)


@given(st.text(alphabet=string.ascii_letters + "上海北京机械电子", min_size=1, max_size=8))
def test_legal_form_does_not_matter(name):
    """
    A company's name is the same with and without its legal form, and in any case.
    """
    assert bare_name(name) == bare_name(f"{name}有限公司") == bare_name(f"{name.upper()} GmbH")


@pytest.mark.parametrize("website", ["http://www.firm.cn/a?b", "firm.cn", "HTTPS://firm.cn:8080", "//firm.cn/"])
def test_domain(website):
    """
    A website's host is read from any usual way to write it.
    """
    assert domain(website) == "firm.cn"


@pytest.mark.parametrize("website", ["", "无", "n/a", "-"])
def test_no_domain(website):
    """
    Text that is no address has no host.
    """
    assert domain(website) is None
