"""The library of plays: what a file may say, and what is said of one that is wrong."""

from pathlib import Path

import pytest
import yaml

from history.errors import UserError
from models.plans import load_library
from models.plans.asked import ASKED
from models.plans.channels import CHANNELS, ROLES
from models.plans.library import STARTER, thin_states
from models.plans.play import When
from models.plans.wording import PHRASES
from scrapers.meaning.taxonomy import Taxonomy

PLAY = {
    "id": "mine",
    "title": {"en": "Mine", "zh": "我的"},
    "role": "buyer",
    "channel": "phone",
    "kind": "close",
    "when": {"quote_days": {"min": 2}},
    "opening": {"en": "Since {quote_date}?", "zh": "{quote_date}以来？"},
    "points": [{"cite": "quote", "en": "Sent {quote_ago}.", "zh": "{quote_ago}发出。"}],
    "next_step": {"en": "Call.", "zh": "打电话。"},
}


@pytest.fixture
def written(tmp_path: Path):
    """Writes a file of plays."""

    def write(*plays: object, **rest: object) -> Path:
        path = tmp_path / "plays.yaml"
        path.write_text(yaml.safe_dump({"plays": list(plays), **rest}, allow_unicode=True), encoding="utf-8")
        return path

    return write


def test_the_starter_set_leaves_nobody_without_three_plans() -> None:
    """Twenty-four plays at least, and three unlike ones whatever little is known."""
    library = load_library()

    assert 24 <= len(library.plays)
    assert [] == thin_states(library)
    assert set(CHANNELS) == {play.channel for play in library.plays.values()}


def test_the_topics_of_the_starter_set_are_those_of_the_taxonomy() -> None:
    """A play that waits for a topic which no signal can have would never be used."""
    signals = [play.when.signal for play in load_library().plays.values() if play.when.signal is not None]

    assert {topic for each in signals for topic in each.topics} <= set(Taxonomy.load().topics)


def test_a_file_can_extend_the_starter_set_and_replace_plays_of_it(written) -> None:
    """By id; the others stay, and further roles may be named."""
    changed = PLAY | {"id": "intro-call", "role": "ceo"}
    library = load_library(written(PLAY, changed, extends="default", roles={"ceo": {"en": "CEO", "zh": "总经理"}}))

    assert {*load_library().plays, "mine"} == set(library.plays)
    assert "Mine" == library.plays["intro-call"].title.en
    assert "总经理" == library.roles["ceo"].zh


def test_a_file_alone_stands_alone(written) -> None:
    """And it is said who would get fewer than three plans."""
    library = load_library(written(PLAY))

    assert ["mine"] == list(library.plays)
    assert 4 == len(thin_states(library))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"opening": {"en": "Since {order_date}?", "zh": "好"}}, r"mine: .*opening.en: nothing fills {order_date}"),
        ({"next_step": {"en": "x", "zh": "{价格}"}}, r"next_step.zh: nothing fills {价格}"),
        ({"title": {"en": "x {quote_date.year}", "zh": "x"}}, r"title.en: a placeholder is a plain name"),
        ({"title": {"en": "x {", "zh": "x"}}, r"title.en: .*written twice"),
        ({"title": {"en": "x"}}, r"title.zh: Field required"),
        ({"points": [{"cite": "order", "en": "x", "zh": "x"}]}, r"points.0.cite: 'order'"),
        ({"points": []}, r"points: "),
        ({"role": "wizard"}, r"role: 'wizard'"),
        ({"channel": "pigeon"}, r"channel 'pigeon'"),
        ({"when": {"weather": "fine"}}, r"when.weather: Extra inputs"),
        ({"when": {"quote_days": {}}}, r"quote_days: give min, max or both"),
        ({"when": {"stage": {"from": 2}}}, r"when.stage.from"),
        ({"id": "My Play"}, r"My Play: id"),
        ({"weight": 0}, r"weight"),
    ],
)
def test_a_play_that_is_wrong_is_named_with_its_field(written, change: dict[str, object], said: str) -> None:
    """By file, play and field."""
    with pytest.raises(UserError, match=said) as refused:
        load_library(written(PLAY | change))

    assert "plays.yaml" in refused.value.message


def test_all_faults_are_told_at_once(written) -> None:
    """So that a file is mended in one go."""
    with pytest.raises(UserError, match=r"(?s)play a: .*play b: .*another play has it"):
        load_library(written(PLAY | {"id": "a", "channel": "x"}, PLAY | {"id": "b", "role": "x"}, PLAY, PLAY))


@pytest.mark.parametrize("text", ["plays: [", "- 1", "plays: 3", "plays: []\nplay: 1", "extends: x\nplays: []"])
def test_what_is_no_file_of_plays_is_refused(tmp_path: Path, text: str) -> None:
    """With where to look."""
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(UserError, match=r"p\.yaml") as refused:
        load_library(tmp_path / "p.yaml")

    assert "docs/plays.md" in refused.value.hint


def test_a_false_condition_provides_nothing(written) -> None:
    """Where there must be no purchase there is none to cite."""
    with pytest.raises(UserError, match=r"cite: 'order'"):
        load_library(
            written(
                PLAY
                | {
                    "when": {"quote_days": {"min": 2}, "buyer": False},
                    "points": [{"cite": "order", "en": "x", "zh": "x"}],
                }
            )
        )


def test_every_condition_has_its_words_in_both_languages() -> None:
    """Why a play fits can always be said."""
    assert set(ASKED) == set(When.model_fields)
    for language in ("en", "zh"):
        assert {f"why-{name}" for name in ASKED} <= PHRASES.keys(language)
    assert PHRASES.keys("en") == PHRASES.keys("zh")


def test_the_starter_set_is_readable_as_it_is_printed() -> None:
    """Quotes of the source are marked as such, and Chinese texts have Chinese punctuation."""
    for play in yaml.safe_load(STARTER.read_text(encoding="utf-8"))["plays"]:
        for part in (play["title"], play["opening"], play["next_step"], *play["points"]):
            assert not set(part["zh"]) & set(",;?!:()"), part["zh"]
            assert not set(part["en"]) & set("，。；？！：（）"), part["en"]


DOCS = Path(__file__).resolve().parents[2] / "docs" / "plays.md"


def test_the_documentation_names_every_condition_with_what_it_provides() -> None:
    """As the code has it: the name it is cited by, and what it fills."""
    rows = [line.split("|") for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {cells[1].split("`")[1].split(":")[0]: (cells[3].strip(" `"), cells[4]) for cells in rows}

    assert set(ASKED) == set(told)
    for name, asked in ASKED.items():
        cite, fills = told[name]
        meaning = asked.meaning
        assert (meaning.cite or "") == cite, name
        assert all(f"{{{says}}}" in fills for says in meaning.says), name
        assert (meaning.cite is not None and meaning.dated) == ("dates" in fills), name


def test_the_documentation_names_every_channel_and_role() -> None:
    """And its example is a file of plays."""
    text = DOCS.read_text(encoding="utf-8")

    assert all(f"`{name}`" in text for name in (*CHANNELS, *ROLES))


def test_the_example_of_the_documentation_is_right(tmp_path: Path) -> None:
    """It can be copied as it stands."""
    example = DOCS.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "plays.yaml").write_text(example, encoding="utf-8")

    assert "quote-by-the-doctor" in load_library(tmp_path / "plays.yaml").plays
