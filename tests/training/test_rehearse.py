"""A promotion played in a folder of its own."""

from datetime import UTC, datetime

from models.artifact import load
from models.champion import champion_folder, read_champion
from training.promote import listed
from training.rehearse import CANDIDATE, CHAMPION, rehearse
from training.settings import Gate

NOON = datetime(2025, 8, 1, 12, tzinfo=UTC)


def test_the_candidate_is_judged_beside_the_champion(orders, old, tmp_path):
    """
    Both are registered there, the gate says all it has to say, and whoever it lets serve can be loaded.
    """
    place, done = rehearse(tmp_path / "rehearsal", (old, old), orders, Gate(ece_share=1, most_ece=1), NOON)
    champion = read_champion(place.models)

    assert [CANDIDATE, CHAMPION] == [each["version"] for each in listed(place)]
    assert champion is not None
    assert (CANDIDATE if done.accepted else CHAMPION) == champion.version
    assert old.card == load(champion_folder(place.models)).card
    assert ["rehearsal"] == [each.name for each in tmp_path.iterdir()]


def test_a_candidate_that_the_gate_refuses_leaves_the_champion(orders, old, tmp_path):
    """
    A bound that nothing meets keeps every candidate out.
    """
    place, done = rehearse(tmp_path, (old, old), orders, Gate(telling=0.51), NOON)
    champion = read_champion(place.models)

    assert not done.accepted
    assert champion is not None
    assert CHAMPION == champion.version
