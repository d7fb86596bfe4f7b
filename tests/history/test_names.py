"""What the names of a history are called besides, and which of them readers are shown."""

import tomllib

import pytest

from history.errors import UserError
from history.home import TEMPLATE, Home
from history.names import Names
from history.settings import Business
from history.simulator import settings_text


def test_the_setting_is_in_the_template() -> None:
    """`leadcast init` writes an example of it."""
    lines = [line.removeprefix("# ") for line in TEMPLATE.read_text(encoding="utf-8").splitlines()]
    at = lines.index("[questions.also]")
    example = next(line for line in lines[at:] if line.startswith('"'))

    found = Names(also=tomllib.loads(example))

    assert {"零售": ("Retail", "shops")} == found.also


def test_a_simulated_world_is_called_in_english_too() -> None:
    """Its settings say how."""
    found = Names(**tomllib.loads(settings_text(Business()))["questions"])

    assert "North" in found.also["华北"]
    assert "Ads" == found.shown("广告", "en")


@pytest.mark.parametrize(
    ("name", "others", "en", "zh"),
    [
        ("华东", ("华东大区", "East China", "east"), "East China", "华东"),
        ("IT", ("Technology", "信息技术"), "IT", "信息技术"),
        ("SaaS软件", ("SaaS",), "SaaS", "SaaS软件"),
        ("3", ("Region 3", "三区"), "Region 3", "三区"),
        ("Север", ("42",), "Север", "Север"),
        ("華南", ("São Paulo",), "São Paulo", "華南"),
    ],
)
def test_readers_are_shown_the_first_name_in_their_script(name: str, others: tuple[str, ...], en: str, zh: str) -> None:
    """The history's own where that is in it already, or where no other one is."""
    names = Names(also={name: others})

    assert (en, zh) == (names.shown(name, "en"), names.shown(name, "zh"))


def test_a_name_that_nothing_is_said_of_is_shown_as_it_is() -> None:
    """In every language."""
    assert "火星" == Names(also={"华东": ("East",)}).shown("火星", "en")


def test_places_of_china_need_no_setting() -> None:
    """Provinces and big regions; what the settings say comes first."""
    names = Names(also={"西北": ("The Northwest",)})

    assert ("Beijing", "East China", "The Northwest") == tuple(
        names.shown(name, "en") for name in ("北京市", "华东", "西北")
    )
    assert "广东" == names.shown("Guangdong", "zh")


def test_what_the_settings_call_another_is_no_name_of_a_place() -> None:
    """The next one is, if there is one."""
    names = Names(also={"东部": ("East China",), "首都": ("Beijing", "Peking")})

    assert ("East", "北京") == (names.shown("华东", "en"), names.shown("北京", "en"))


def test_no_two_names_are_shown_the_same() -> None:
    """What two are called by says neither; another name may."""
    names = Names(also={"华东": ("East", "East China"), "东部": ("Ｅast",), "East": ("the east",)})

    assert ["East China", "东部"] == [names.shown(name, "en") for name in ("华东", "东部")]


def test_a_name_of_the_history_is_shown_for_no_other() -> None:
    """Questions take it for that one."""
    names = Names(also={"华东": ("East", "East China")}).besides(("华东", "EAST"))

    assert "East China" == names.shown("华东", "en")


def test_two_names_of_a_place_are_not_shown_the_same() -> None:
    """Where a CRM writes 广东 and 广东省, a plan for both would say one of them alone; what the settings say holds."""
    own = ("广东", "广东省", "华东", "华东区", "Inner Mongolia", "Nei Mongol", "北京")
    names = Names(also={"华东": ("East China",)}).besides(own)

    assert ("广东", "广东省", "East China", "华东区") == tuple(names.shown(name, "en") for name in own[:4])
    assert own[4:6] == tuple(names.shown(name, "zh") for name in own[4:6])
    assert "Beijing" == names.shown("北京", "en")


def test_a_home_tells_its_business_of_them(tmp_path) -> None:
    """By `[questions.also]`; what a model is trained from is the same with and without."""
    home = Home(tmp_path)
    home.settings_file.write_text('[questions.also]\n"华东" = ["East"]\n', encoding="utf-8")

    assert "East" == home.business.names.shown("华东", "en")
    assert Business().model_dump() == home.business.model_dump()


def test_a_wrong_setting_is_said_with_its_table(tmp_path) -> None:
    """As for every table."""
    home = Home(tmp_path)
    home.settings_file.write_text("[questions]\nalias = {}\n", encoding="utf-8")

    with pytest.raises(UserError, match=r"\[questions\]: alias"):
        _ = home.business


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("华东", "华东"),
        ("East China", "华东"),
        ("EAST", "华东"),
        (" east ", "华东"),
        ("ｅａｓｔ", "华东"),
        ("North", "North"),
        ("north", "North"),
        ("both", None),
        ("火星", None),
        ("", None),
        ("West", None),
        ("south china", "华南"),
        ("华南区", "华南"),
        ("北京市", "北京"),
        ("广东省", None),
        ("Guangdong", None),
        ("Beijing", "首都"),
    ],
)
def test_what_is_called_so_is_found(asked: str, own: str | None) -> None:
    """The history's own name goes before what others are called; two that are called alike are not guessed at."""
    also = {"华东": ("East China", "east", "both"), "华北": ("North", "both"), "西部": ("West",), "首都": ("Beijing",)}

    assert own == Names(also=also).own(asked, ("华东", "华北", "North", "华南", "首都", "北京"))


def test_a_name_is_told_with_that_of_the_other_language() -> None:
    """Where there is one."""
    names = Names(also={"华东": ("East China", "east"), "IT": ("信息技术",)})

    told = [names.told(each) for each in ("华东", "IT", "广东", "三区")]
    assert ["华东 (East China)", "IT (信息技术)", "广东 (Guangdong)", "三区"] == told
