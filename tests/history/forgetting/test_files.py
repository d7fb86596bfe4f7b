"""What a home's files hold of a company that is forgotten."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.copies import snapshot
from history.forgetting.files import Gone, erase_files
from history.forgetting.proof import Found, prove
from history.forgetting.pseudonyms import hashed
from history.forgetting.sought import Sought
from history.home import Home
from history.importing.rejects import RejectsFile
from history.opening import make_store
from history.record import History
from history.settings import Business
from history.store.tombstones import Tombstones, digest_of

NOW, AT = datetime(2026, 9, 2, tzinfo=UTC), pd.Timestamp("2026-01-05", tz="UTC")
NAME = "瑞丰精密轴承有限公司"
IDS = {"account_id": "acc-gone-1", "lead_id": "lead-gone-1"}
GONE = Gone(
    Sought({column: frozenset({name}) for column, name in IDS.items()}, frozenset({NAME})),
    Tombstones({digest_of(column, name): NOW for column, name in IDS.items()}),
)


def write_snapshot(home: Home, account: str) -> str:
    """A snapshot of one account; its name."""
    accounts = pd.DataFrame([{"account_id": account, "name": "n", "valid_from": AT, "recorded_at": AT}])
    return snapshot.write(History.of(Business(), accounts=accounts), home.snapshots).path.name


def write_model(folder: Path, trained_from: str, ids: list[str]) -> None:
    """What a model keeps: its card, and forward predictions of these ids."""
    folder.mkdir(parents=True)
    (folder / "card.json").write_text(json.dumps({"card": {"snapshot": trained_from + "0" * 48}}), encoding="utf-8")
    frame = pd.DataFrame({"entity": hashed(pd.Series(ids, dtype="str")), "label": [True] * len(ids)})
    frame.to_parquet(folder / "forward.parquet", index=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    home = Home(tmp_path / "home")
    make_store(home).close()
    return home


def test_a_snapshot_that_holds_it_goes(home: Home) -> None:
    """Others stay, and it is said which models cannot be rebuilt."""
    gone, other = write_snapshot(home, IDS["account_id"]), write_snapshot(home, "acc-other-2")
    write_model(home.models / "1", gone, ["x"])
    write_model(home.models / "2", other, ["x"])
    write_model(home.runs / "artifacts" / "r" / "artifacts" / "bundle", gone, ["x"])

    seen = erase_files(home, GONE, really=False)
    assert {gone, other} == {path.name for path in home.snapshots.iterdir()}
    done = erase_files(home, GONE, really=True)

    assert seen == done
    assert [(f"snapshots/{gone}", None)] == [(each.path, each.rows) for each in done.changes]
    assert ["models/1", "mlruns/artifacts/r/artifacts/bundle"] == done.unreproducible
    assert [other] == [path.name for path in home.snapshots.iterdir()]


def test_predictions_of_it_go(home: Home) -> None:
    """Those of its account and of its leads, in the model that serves and in the registry's; others stay."""
    ids = [*IDS.values(), "acc-other-2", IDS["account_id"]]
    places = [home.models / "1", home.runs / "artifacts" / "r" / "artifacts" / "bundle"]
    for place in places:
        write_model(place, "f", ids)

    done = erase_files(home, GONE, really=True)

    assert [3, 3] == [each.rows for each in done.changes]
    for place in places:
        kept = pd.read_parquet(place / "forward.parquet")
        assert hashed(pd.Series(["acc-other-2"])).tolist() == kept["entity"].tolist()
        assert (np.dtype("uint64"), [True]) == (kept["entity"].dtype, kept["label"].tolist())


def test_rejected_rows_that_name_it_go(home: Home) -> None:
    """By the id in a row or a broken line, or by the name; a file of nothing else is removed."""
    folder = home.folder / "rejects"
    named = [
        ("orders", 1, "amount", "is not a number", json.dumps({"account_id": IDS["account_id"], "amount": "viel"})),
        ("leads", None, "", "leads.csv, line 3: too many columns", json.dumps(f"{IDS['lead_id']},x,y")),
        ("accounts", 2, "valid_from", "is missing", json.dumps({"name": NAME})),
    ]
    others = [("orders", 3, "amount", "is not a number", json.dumps({"account_id": "acc-gone-12", "x": 'a "b"\n'}))]
    for name, rows in (("mixed", named + others), ("only", named)):
        with RejectsFile(folder / f"{name}.csv") as file:
            file.write(rows)

    done = erase_files(home, GONE, really=True)

    assert [("rejects/mixed.csv", 3), ("rejects/only.csv", 3)] == [(each.path, each.rows) for each in done.changes]
    assert ["mixed.csv"] == [path.name for path in folder.iterdir()]
    with (folder / "mixed.csv").open(encoding="utf-8-sig", newline="") as read:
        assert [tuple(map(str, others[0]))] == [tuple(row) for row in csv.reader(read)][1:]


def test_the_proof_looks_into_every_file(home: Home) -> None:
    """Into columns of Parquet and into bytes, whatever their encoding; what is the user's own is only told."""
    write_snapshot(home, IDS["account_id"])
    (home.folder / "export.csv").write_bytes(f"id,name\n1,{NAME}\n".encode("gb18030"))
    (home.folder / "export.json").write_text(json.dumps({"name": NAME}), encoding="utf-8")
    (home.folder / "mlruns").mkdir()
    (home.folder / "mlruns" / "note.txt").write_text(f"see {IDS['lead_id']}.", encoding="utf-8")
    (home.folder / "mlruns" / "other.txt").write_text(f"see {IDS['lead_id']}2, x{IDS['account_id']}", encoding="utf-8")

    proof = prove(home, GONE)

    (snapshot_file,) = home.snapshots.glob("*/accounts.parquet")
    expected = {
        ("mlruns/note.txt", IDS["lead_id"]),
        (f"snapshots/{snapshot_file.parent.name}/accounts.parquet", "acc-gone-1"),
    }
    assert expected == {(each.where, each.what) for each in proof.found}
    assert [Found("export.csv", NAME, 1), Found("export.json", NAME, 1)] == proof.yours
    assert (2, 1) == (proof.ids, proof.names)
    assert proof.files >= 12


def test_what_cannot_be_read_is_not_proved(home: Home) -> None:
    """A broken file stops nothing, and is told; an empty one is no trouble."""
    folder = home.snapshots / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "accounts.parquet").write_bytes(b"PAR1 broken")
    (home.folder / "rejects").mkdir()
    (home.folder / "rejects" / "empty.csv").write_bytes(b"")
    long = ("signals", 1, "kind", "is missing", json.dumps({"text": "x" * 200_000}))
    with RejectsFile(home.folder / "rejects" / "long.csv") as file:
        file.write([long])

    assert [] == erase_files(home, GONE, really=True).changes
    (found,) = prove(home, GONE).found
    assert ("snapshots/0123456789abcdef/accounts.parquet", True) == (found.where, "cannot be read" in found.what)
    assert 2 == len(list((home.folder / "rejects").iterdir()))


@given(
    st.lists(st.text("ab-_ 业", max_size=12), max_size=40),
    st.lists(st.text("ab-_业", min_size=6, max_size=9), max_size=4),
)
def test_finding_is_that_of_a_slow_search(texts: list[str], names: list[str]) -> None:
    """Every place where something sought stands, and no other."""
    data = " ".join(texts).encode() + b"".join(name.encode() for name in names[:1])
    found = Sought({"lead_id": frozenset(names)}).found_in(data, whole=False)

    slow = {name: sum(data.startswith(name.encode(), at) for at in range(len(data))) for name in names}
    assert {name: times for name, times in slow.items() if times} == found


def test_short_ids_are_found_where_their_kind_stands() -> None:
    """Twelve is a number everywhere else."""
    sought = Sought({"account_id": frozenset({"12", "173688"}), "lead_id": frozenset({"L1"})})

    found = sought.found_in(
        b'{"amount": 12, "account_id": "12", "n": 173688} ""lead_id"": ""L1"", "lead_id": "L12", L1'
    )

    assert {"12": 1, "L1": 1} == found
    told = [f'{{"entity": "{kind}", "id": "12", "name": "n"}}'.encode() for kind in ("account", "lead")]
    assert [{"12": 1}, {}] == [sought.found_in(each) for each in told]
