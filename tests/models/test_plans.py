"""Three plans of anybody at any moment: unlike each other, and resting on that customer's own rows alone."""

import tomllib
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.calendar import is_working_day
from features.frame import Entity
from history.importing.imports import MappedExport, import_export
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from history.store.store import Store
from history.tables import RECORDED
from models.dossier import Dossier, dossiers
from models.evidence import Evidence, evidence_of
from models.plans import Context, Library, Outreach, Plan, load_library, open_context, plan_or_hold_out, plans_for

OUTREACH = Outreach()
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def world() -> History:
    """A simulated history."""
    return simulate(WorldConfig(accounts=80, days=240), 5).history


@pytest.fixture(scope="module")
def library() -> Library:
    """The plays that come along."""
    return load_library()


def cited(plan: Plan) -> list[Evidence]:
    """All rows that a plan cites."""
    return [*plan.best_time.evidence, *(each for point in plan.points for each in point.evidence)]


def texts(plan: Plan) -> list[str]:
    """All that a plan says, in both languages."""
    said = [plan.title, plan.opening, plan.next_step, plan.why, plan.best_time.because]
    said += [point.text for point in plan.points] + ([plan.worked.text] if plan.worked else [])
    return [words for text in said for words in text]


def check(plans: list[Plan], dossier: Dossier) -> None:
    """The laws of three plans."""
    own = {evidence_of(row) for rows in dossier.rows.values() for row in rows}
    assert 3 == len(plans)
    assert all(
        (one.role.key, one.channel.key) != (two.role.key, two.channel.key) for one, two in combinations(plans, 2)
    )
    assert 3 == len({plan.kind for plan in plans})
    for plan in plans:
        assert all(point.evidence for point in plan.points)
        assert set(cited(plan)) <= own
        assert all(row.recorded_at <= dossier.as_of for row in cited(plan))
        assert all(words and "{" not in words and "None" not in words for words in texts(plan))
        check_time(plan, dossier)


def check_time(plan: Plan, dossier: Dossier) -> None:
    """A best time is still to come, in working hours, on a working day."""
    best = plan.best_time
    local = best.start.astimezone(ZoneInfo(best.time_zone))
    assert best.start > dossier.as_of
    assert timedelta(hours=1) == best.end - best.start
    assert local.time() in OUTREACH.slots
    assert is_working_day(local.date(), dossier.business.country)


def plans_of(
    world: History, library: Library, entity: Entity, ids: list[str], as_of: pd.Timestamp
) -> dict[str, object]:
    """Plans of `ids` as of a moment, each held to the laws."""
    context = open_context(world, OUTREACH, as_of)
    found = {}
    for name, dossier in dossiers(world, entity, ids, as_of).items():
        if dossier.rows:
            found[name] = plans_for(dossier, library, context)
            check(found[name], dossier)
    return found


@settings(max_examples=6)
@given(days=st.floats(5, 250), data=st.data())
@pytest.mark.parametrize("entity", ["account", "lead"])
def test_three_plans_of_anybody_cite_only_their_own_rows(
    world: History, library: Library, entity: Entity, days: float, data: st.DataObject
) -> None:
    """Whoever it is and whenever it is asked; what was recorded later changes nothing."""
    as_of = (world["leads"]["created_at"].min() + pd.Timedelta(days=days)).floor("s")
    every = sorted(world[f"{entity}s"][f"{entity}_id"].unique())
    ids = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=6, unique=True))

    whole = plans_of(world, library, entity, ids, as_of)

    assert whole == plans_of(world.known_by(as_of), library, entity, ids, as_of)


@pytest.mark.slow
@pytest.mark.parametrize("entity", ["account", "lead"])
def test_three_plans_of_everybody(world: History, library: Library, entity: Entity) -> None:
    """All accounts and all leads, at ten moments."""
    first = world["leads"]["created_at"].min()
    for week in range(3, 33, 3):
        ids = sorted(world[f"{entity}s"][f"{entity}_id"].unique())
        plans_of(world, library, entity, ids, first + pd.Timedelta(weeks=week))


def test_a_customer_with_nothing_but_a_name_gets_three_plans(library: Library) -> None:
    """A lead alone as well."""
    day = pd.Timestamp("2026-03-02T03:00Z")
    accounts = pd.DataFrame({"account_id": ["A"], "name": "甲", "valid_from": day, RECORDED: day})
    leads = pd.DataFrame({"lead_id": ["L"], "created_at": day, RECORDED: day})
    history = History.of(Business(), accounts=accounts, leads=leads)

    for entity, name in (("account", "A"), ("lead", "L")):
        dossier = dossiers(history, entity, [name], day)[name]
        check(plans_for(dossier, library, Context()), dossier)


def test_wechat_is_for_where_people_use_it(library: Library) -> None:
    """Elsewhere an e-mail stands for it, and the three are as unlike as before."""
    day = pd.Timestamp("2026-03-02T03:00Z")
    accounts = pd.DataFrame({"account_id": ["A"], "name": "Acme", "valid_from": day, RECORDED: day})
    orders = pd.DataFrame({"order_id": ["O"], "account_id": "A", "ordered_at": day, RECORDED: day})
    ways = []
    for country in ("CN", "NL"):
        history = History.of(Business(country=country), accounts=accounts, orders=orders)
        dossier = dossiers(history, "account", ["A"], day)["A"]
        check(plans := plans_for(dossier, library, Context()), dossier)
        ways.append({plan.channel.key for plan in plans})

    assert "wechat" in ways[0] - ways[1]
    assert "email" in ways[1]


def test_of_whom_nothing_is_known_nothing_is_planned(world: History, library: Library) -> None:
    """No row, nothing to cite."""
    assert [] == plans_for(dossiers(world, "account", ["nobody"], world.last_recorded)["nobody"], library, Context())


def test_a_held_out_account_gets_no_plans_nor_do_its_leads(world: History, library: Library) -> None:
    """It says so, and the same ones are held out whoever asks."""
    context = Context(Outreach(holdout=0.3))
    accounts = sorted(world["accounts"]["account_id"].unique())
    found = dossiers(world, "account", accounts, world.last_recorded)
    held = {name for name, each in found.items() if plan_or_hold_out(each, library, context).held_out}
    leads = dossiers(world, "lead", sorted(world["leads"]["lead_id"].unique())[:60], world.last_recorded)

    assert 0.15 * len(accounts) < len(held) < 0.45 * len(accounts)
    assert all(plan_or_hold_out(found[name], library, context).plans == () for name in held)
    for each in leads.values():
        assert (each.account["account_id"] in held) == plan_or_hold_out(each, library, context).held_out


def test_what_worked_before_moves_a_play_forward(world: History, library: Library) -> None:
    """Of two plays that fit alike, the one whose logged uses led to meetings comes first."""
    account = sorted(world["accounts"]["account_id"].unique())[3]
    as_of = world.last_recorded
    dossier = dossiers(world, "account", [account], as_of)[account]
    before = [plan.play for plan in plans_for(dossier, library, Context())]
    second = before[1]
    logged = [(second, "meeting")] * 60 + [(before[0], "no_answer")] * 60

    after = plans_for(dossier, library, open_context(world, OUTREACH, as_of, logged))

    assert second == after[0].play
    assert "60" in after[0].why.en


@pytest.fixture(scope="module")
def bpic2012(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The loan applications of a Dutch bank, imported; skips where the export is not at hand."""
    export, sql = ROOT.parent / "shared" / "data" / "bpic2012", ROOT / "examples" / "bpic2012"
    if not export.is_dir():
        pytest.skip("the export of bpic2012 is not part of this project and is not beside it")
    folder = tmp_path_factory.mktemp("bpic2012")
    business = Business(**tomllib.loads((sql / "leadcast.toml").read_text(encoding="utf-8"))["business"])
    with Store.open(f"sqlite:///{folder / 'history.db'}") as store:
        mapped = MappedExport(export, sql)
        import_export(store, business, mapped, rejects=folder / "rejects.csv", imported_at=datetime.now(UTC))
        return store.read(business)


@pytest.mark.slow
def test_lead_only_histories_get_three_plans(library: Library, bpic2012: History) -> None:
    """Loan applications, without accounts or signals: 300 of them at six moments."""
    ids = sorted(bpic2012["leads"]["lead_id"].unique())[::43][:300]
    first = bpic2012["leads"]["created_at"].min()
    for week in range(3, 21, 3):
        plans_of(bpic2012, library, "lead", ids, first + pd.Timedelta(weeks=week))
