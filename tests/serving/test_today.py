"""The morning list as it is made: traced to rows that were known, and cut to each rep and region."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from history.record import History
from history.tables import TABLES, stored_key
from models.artifact import Bundle
from models.evidence import Evidence
from models.today.result import Today, Wanted
from models.today.settings import TodaySettings
from models.win import Win
from serving.scores.live import ScoreBook
from serving.scores.opening import Live
from serving.today.today import Making, Morning, reasons_of

EVERYBODY = Wanted(limit=500)


def made(history: History, bundle: Bundle, as_of: pd.Timestamp) -> Morning:
    """The morning list of a history as of a moment."""
    book = ScoreBook.open(history, bundle, as_of)
    return Morning.open(history, bundle, book, Making("3", TodaySettings(), reasons_of(history, book)))


@pytest.fixture(scope="module")
def moment(history: History) -> pd.Timestamp:
    """A month before the end."""
    return pd.Timestamp(history.last_recorded) - timedelta(days=30)


@pytest.fixture(scope="module")
def morning(history: History, bundle: Bundle, moment: pd.Timestamp) -> Morning:
    """That of accounts, a month before the end of the history."""
    return made(history, bundle, moment)


@pytest.fixture(scope="module")
def lead_morning(history: History, lead_bundle: Bundle, moment: pd.Timestamp) -> Morning:
    """That of leads."""
    return made(history, lead_bundle, moment)


@pytest.fixture(scope="module", params=["account", "lead"])
def either(request: pytest.FixtureRequest) -> Morning:
    """That of accounts, and that of leads."""
    found: Morning = request.getfixturevalue("morning" if request.param == "account" else "lead_morning")
    return found


def rows_of(history: History, evidence: Evidence) -> pd.DataFrame:
    """The rows of the history that evidence names."""
    rows, key = history[evidence.table], stored_key(TABLES[evidence.table])
    same = np.ones(len(rows), dtype=bool)
    for name, value in zip(key, evidence.key, strict=True):
        times = isinstance(rows[name].dtype, pd.DatetimeTZDtype)
        same &= (rows[name] == (pd.Timestamp(value) if times else value)).to_numpy()
    return rows[same]


def test_every_row_cited_was_known_and_belongs_to_the_lead(
    either: Morning, history: History, moment: pd.Timestamp
) -> None:
    """Each cause of each lead at risk names rows of that lead (or of its rep) that were recorded by the moment."""
    checked = 0
    for lead in either.at_risk:
        for evidence in (each for cause in lead.causes for each in cause.evidence):
            found = rows_of(history, evidence)
            assert 1 == len(found)
            row = found.iloc[0]
            assert max(row["recorded_at"], row[TABLES[evidence.table].happened]) <= moment
            if evidence.table == "reps":
                assert lead.rep is not None
                assert lead.rep.id == row["rep_id"]
            elif evidence.table in ("orders", "signals", "accounts"):
                assert lead.account_id == row["account_id"]
            else:
                # What is another lead's of the same account is not this lead's.
                assert lead.lead_id == row["lead_id"] or (
                    row["lead_id"] is None and lead.account_id == row["account_id"]
                )
            assert row["recorded_at"] == evidence.recorded_at
            checked += 1
        assert all(len(cause.evidence) <= 5 for cause in lead.causes)
        assert all(cause.evidence for cause in lead.causes if cause.key != "rest")

    assert checked > 20


def test_every_signal_and_reason_rests_on_rows_known_then(
    morning: Morning, history: History, moment: pd.Timestamp
) -> None:
    """Signals recorded between the evening and the moment, all of them; reasons by rows of the account."""
    today = morning.today(EVERYBODY)
    signals = history["signals"]
    new = signals[(signals["recorded_at"] > pd.Timestamp(today.signals_since)) & (signals["recorded_at"] <= moment)]

    assert set(new["signal_id"]) == {each.evidence.key[0] for each in today.signals}
    cited = [(entry.id, each) for entry in today.top[:40] if entry.reason for each in entry.reason.evidence]
    assert cited
    leads = history["leads"].set_index("lead_id")["account_id"]
    for account, evidence in cited:
        row = rows_of(history, evidence).iloc[0]
        assert row["recorded_at"] <= moment
        assert account in (row.get("account_id"), leads.get(row.get("lead_id")))


def test_rows_recorded_later_change_nothing(either: Morning, history: History, moment: pd.Timestamp) -> None:
    """The history cut at the moment gives the same list as the whole one."""
    early = made(history.known_by(moment), either.bundle, moment)

    assert either.today(EVERYBODY) == early.today(EVERYBODY)


def test_the_top_is_worked_out_by_hand(morning: Morning, moment: pd.Timestamp, history: History) -> None:
    """Probability times the value of the newest open lead that has one, by what such values came to; the largest first,
    everybody once."""
    today, worth = morning.today(EVERYBODY), morning.ground.worth
    assert worth is not None
    known = history.known_by(moment)
    ended = set(known["stage_changes"].query("stage in ('won', 'lost')")["lead_id"])
    told: dict[str, tuple[pd.Timestamp, float]] = {}
    for row in known["leads"].to_dict("records"):
        if row["lead_id"] not in ended and row["value"] > 0 and row["account_id"] == row["account_id"]:
            told[row["account_id"]] = max(
                told.get(row["account_id"], (row["created_at"], 0.0)), (row["created_at"], row["value"])
            )

    stakes = [entry.at_stake for entry in today.top]
    assert all(stake is not None for stake in stakes)
    assert sorted(stakes, reverse=True) == stakes
    assert set(map(str, morning.book.ids)) == {entry.id for entry in today.top}
    for entry in today.top:
        assert entry.value is not None
        assert entry.value_told == (entry.id in told)
        assert entry.at_stake == pytest.approx(entry.probability * entry.value)
        if entry.value_told:
            assert told[entry.id][1] * worth.told_share == pytest.approx(entry.value)


def test_the_reason_of_an_entry_raises_it(morning: Morning) -> None:
    """The strongest that does, or none."""
    reasons = [entry.reason for entry in morning.today(Wanted(limit=20)).top if entry.reason]

    assert reasons
    assert {"raises"} == {reason.effect for reason in reasons}


def test_a_list_made_in_another_way_keeps_reasons_of_its_own(morning: Morning) -> None:
    """Who leaves reasons out takes them from nobody else."""
    without = replace(morning, making=replace(morning.making, why=lambda places: [()] * len(places)))

    assert {None} == {entry.reason for entry in without.today(Wanted(limit=30)).top}
    assert any(entry.reason for entry in morning.today(Wanted(limit=30)).top)


def test_three_are_most_at_risk_by_fall_and_value(either: Morning) -> None:
    """Of leads that are open now; the fall of the chance times the value, the largest first."""
    today = either.today(EVERYBODY)

    assert "value" == today.at_risk_by
    assert 3 == len(today.at_risk)
    for lead in either.at_risk:
        assert lead.now < lead.before
        assert lead.value is not None
        assert lead.at_stake == pytest.approx((lead.before - lead.now) * lead.value)
    stakes = [lead.at_stake or 0.0 for lead in either.at_risk]
    assert sorted(stakes, reverse=True) == stakes


def test_a_rep_or_region_has_three_of_its_own(morning: Morning) -> None:
    """Cut out of all: nobody else's, and no other three would be more at risk."""
    full = morning.today(EVERYBODY)
    region = next(each.region for each in full.top if each.region)
    rep = next(each.rep.id for each in full.top if each.rep and each.region == region)
    for wanted in (Wanted(rep, None, 500), Wanted(None, region, 500), Wanted(rep, region, 500)):
        part = morning.today(wanted)
        kept = [each for each in full.top if _fits(each, wanted)]
        assert kept
        assert tuple(kept) == part.top
        assert tuple(each for each in morning.at_risk if _fits(each, wanted))[:3] == part.at_risk
        assert tuple(each for each in full.signals if _fits(each, wanted)) == part.signals
        assert len(kept) == part.total


def _fits(each: object, wanted: Wanted) -> bool:
    rep, region = getattr(each, "rep", None), getattr(each, "region", None)
    return wanted.rep in (None, rep and rep.id) and wanted.region in (None, region)


def keys(today: Today) -> dict[str, str]:
    """What is remarked, by part."""
    return {remark.part: remark.key for remark in today.remarks}


def test_what_is_not_known_is_said(history: History, bundle: Bundle, moment: pd.Timestamp) -> None:
    """No amounts: by probability. No signals, no regions, no model of open leads: empty, with the reason."""
    win = bundle.win
    assert win is not None
    poor = replace(bundle, win=Win(win.won, win.lost, None), spec=replace(bundle.spec, regions=()))
    bare = History(
        {
            name: rows.assign(value=np.nan)
            if name == "leads"
            else rows.iloc[:0]
            if name in ("orders", "signals")
            else rows
            for name, rows in history.tables.items()
        },
        history.business,
    )

    today = made(bare, poor, moment).today(EVERYBODY)

    assert not today.currency_known
    chances = [entry.probability for entry in today.top]
    assert sorted(chances, reverse=True) == chances
    assert {(None, False, None)} == {(entry.value, entry.value_told, entry.at_stake) for entry in today.top}
    assert ((), (), ()) == (today.at_risk, today.signals, today.regions)
    assert {
        "top": "amounts-unknown",
        "at_risk": "no-win-model",
        "signals": "no-signals-kept",
        "regions": "no-regions",
    } == keys(today)


def test_where_values_are_unknown_leads_go_by_the_fall(history: History, bundle: Bundle, moment: pd.Timestamp) -> None:
    """And that is said."""
    bare = History(
        {
            name: rows.assign(value=np.nan) if name == "leads" else rows.iloc[:0] if name == "orders" else rows
            for name, rows in history.tables.items()
        },
        history.business,
    )

    today = made(bare, bundle, moment).today(EVERYBODY)

    falls = [lead.before - lead.now for lead in today.at_risk]
    assert ("probability", "values-unknown") == (today.at_risk_by, keys(today)["at_risk"])
    assert sorted(falls, reverse=True) == falls


@pytest.mark.parametrize("missing", ["reps", "leads", "stage_changes", "activities", "orders", "signals"])
def test_any_table_may_be_empty(history: History, bundle: Bundle, moment: pd.Timestamp, missing: str) -> None:
    """What it would tell is left out, and all else is there."""
    rest = {name: rows.iloc[:0] if name == missing else rows for name, rows in history.tables.items()}

    today = made(History(rest, history.business), bundle, moment).today(EVERYBODY)

    assert len(today.top) > 100
    assert (missing == "signals") == (not today.signals)
    assert (missing == "leads") == (not today.at_risk)


def test_a_service_makes_it_of_what_is_live(live: Live) -> None:
    """As of the book's moment."""
    found = made(live.history, live.bundle, live.as_of).today(Wanted(limit=3))

    assert (live.as_of, 3, True) == (found.as_of, len(found.top), found.simulated)
