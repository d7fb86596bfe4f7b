"""`leadcast plays`: the library, a file of plays, and the plans of one account."""

import json
from pathlib import Path

import pytest

from history.simulator import WorldConfig, simulate
from history.store.store import Store
from leadcast import main

PLAY = """plays:
  - id: mine
    title: {en: Mine, zh: 我的}
    role: buyer
    channel: phone
    kind: close
    opening: {en: Hello., zh: 您好。}
    points: [{cite: profile, en: A point., zh: 一点。}]
    next_step: {en: Call., zh: 打电话。}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["plays", *map(str, arguments)])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a simulated history and no model."""
    folder = tmp_path_factory.mktemp("home")
    world = simulate(WorldConfig(accounts=30, days=120), 3).history
    stages = ", ".join(f'"{stage}"' for stage in world.business.stages)
    (folder / "leadcast.toml").write_text(f"[business]\nstages = [{stages}]\nsimulated = true\n", encoding="utf-8")
    with Store.open(f"sqlite:///{folder / 'leadcast.db'}") as store:
        for name, rows in world.tables.items():
            store.append(name, rows)
    return folder


def test_the_library_is_listed(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """As a table in either language, or whole for a program."""
    status, shown, _ = run(capsys, "list", "--home", home, "--lang", "zh")
    listed = json.loads(run(capsys, "list", "--home", home, "--json")[1])

    assert 0 == status
    assert "tender-call" in shown
    assert "tender-call" == listed[0]["id"]
    assert {"en", "zh"} == set(listed[0]["opening"])


def test_a_file_is_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It says what is wrong, and who would get too few plans; what extends ours is whole."""
    file = tmp_path / "plays.yaml"
    file.write_text(PLAY, encoding="utf-8")
    alone = run(capsys, "check", file)
    file.write_text(f"extends: default\n{PLAY}", encoding="utf-8")
    extended = json.loads(run(capsys, "check", file, "--json")[1])
    file.write_text(PLAY.replace("phone", "pigeon"), encoding="utf-8")
    wrong = run(capsys, "check", file)

    assert (0, "1 plays, all as they should be.\n") == alone[:2]
    assert "Fewer than three plans" in alone[2]
    assert [] == extended["fewer_than_three"]
    assert (1, "") == wrong[:2]
    assert "play mine" in wrong[2]


def test_the_plans_of_an_account_are_shown(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """Three, in both languages, marked as simulated, with the rows they rest on; no model is needed."""
    name = "SIM-A000003"
    told = json.loads(run(capsys, "show", name, "--home", home, "--json")[1])
    for lang, word in (("zh", "开场"), ("en", "Opening")):
        status, shown, _ = run(capsys, "show", name, "--home", home, "--lang", lang)
        flat = "".join(each for each in shown if each not in " │\n")

        assert 0 == status
        assert 3 == shown.count(word)
        for plan in told["plans"]:
            assert plan["title"][lang].replace(" ", "") in flat
            assert plan["opening"][lang].replace(" ", "") in flat
    assert "Simulated" in shown


def test_a_lead_has_plans_too_and_a_moment_can_be_named(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """What is planned is later than that moment."""
    found = json.loads(run(capsys, "show", "SIM-L000005", "--home", home, "--as-of", "2025-04-01", "--json")[1])

    assert "2025-03-31T16:00:00+00:00" == found["as_of"]
    assert all("2025-03-31T16:00:00" < plan["best_time"]["start"] < "2025-04-15" for plan in found["plans"])


def test_a_held_out_account_is_told(capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path) -> None:
    """With the reason."""
    told = (home / "leadcast.toml").read_text(encoding="utf-8") + "\n[outreach]\nholdout = 0.5\n"
    other = tmp_path / "other"
    other.mkdir()
    (other / "leadcast.toml").write_text(told, encoding="utf-8")
    (other / "leadcast.db").write_bytes((home / "leadcast.db").read_bytes())
    shown = [run(capsys, "show", f"SIM-A00000{n}", "--home", other)[1] for n in range(1, 8)]

    assert 0 < sum("held out" in text for text in shown) < len(shown)


def test_an_id_that_nobody_has_is_refused(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """With what to do."""
    status, _, said = run(capsys, "show", "nobody", "--home", home)

    assert 1 == status
    assert "'nobody' is no account and no lead." in said


def test_a_home_s_own_plays_are_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Found in its folder; one that is wrong is told with its name."""
    (tmp_path / "leadcast.toml").write_text('[outreach]\nplays = "mine.yaml"\n', encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(PLAY, encoding="utf-8")

    assert ["mine"] == [play["id"] for play in json.loads(run(capsys, "list", "--home", tmp_path, "--json")[1])]
    (tmp_path / "mine.yaml").unlink()
    assert "mine.yaml" in run(capsys, "list", "--home", tmp_path)[2]
