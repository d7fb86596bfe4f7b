"""Why a score is what it is."""

import numpy as np

from history.record import History
from models.artifact import Bundle
from models.baselines import BaseRate
from models.intent import Intent
from serving.opening import Live
from serving.reasons import FAMILIES, OTHER, explain, family


def test_every_feature_has_a_family_that_people_know(live: Live, lead_bundle: Bundle, history: History) -> None:
    """No column of an account's or a lead's feature table falls through, and no raw name comes out."""
    leads = type(live.book).open(history, lead_bundle, live.as_of).table

    for table in (live.book.table, leads):
        names = [name for name in table.columns if name not in ("entity_id", "cutoff")]
        assert [] == [name for name in names if family(name) == OTHER]


def test_families_are_worded_once_in_each_language() -> None:
    """No two families share a prefix."""
    assert len(FAMILIES) == len({prefix for prefix, _, _ in FAMILIES})


def test_reasons_add_up_towards_the_score(live: Live) -> None:
    """What raises the highest score outweighs what lowers it, and the strongest reason comes first."""
    best = int(np.argmax(live.book.scores.probability))

    (reasons,) = live.book.reasons([best])
    effects = [np.log(reason.odds_factor) for reason in reasons]

    assert 0 < sum(effects)
    assert sorted(effects, key=abs, reverse=True) == effects
    assert ["raises" if effect > 0 else "lowers" for effect in effects] == [reason.effect for reason in reasons]


def test_a_model_without_trees_gives_no_reasons(live: Live) -> None:
    """The base rate knows nothing of anybody."""
    labels = np.array([True, False])
    plain = Intent(BaseRate().fit(live.book.table.head(2), labels), live.book.intent.calibration, (0.1, 0.2, 0.3))

    assert [[], []] == explain(plain, live.book.table.head(2))
