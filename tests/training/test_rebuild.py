from dataclasses import replace
from datetime import timedelta

import pandas as pd

from history.home import Home
from models.scorers.boosted import Boosting
from training.learning.tuning import Tuned
from training.rebuild import searched
from training.settings import Task
from training.track import log_bundle


def test_a_rebuilt_model_grows_trees_as_were_found(new, made, tmp_path):
    """
    For the same snapshot, task and moment, what a search found is found again; for another task nothing is.
    """
    place, moment = Home(tmp_path / "home"), pd.Timestamp(new.card["trained_until"])
    found = {"study": "7d-0", "trials": [{"number": 0, "state": "complete", "loss": 0.3, "trees": 50, "settings": {}}]}
    verdict = {"rows": 1, "tried": 1, "best": {}, "because": {"en": "", "zh": ""}}
    log_bundle(place.runs, replace(new, card=new.card | {"search": found | verdict}), tmp_path / "work")
    tuner = searched(place, "new", Task(), moment)

    assert tuner is not None
    assert Tuned(Boosting(**new.card["selection"]["boosting"]), found | verdict) == tuner(made(), timedelta(days=7))
    assert searched(place, "new", Task(seed=1), moment) is None
    assert searched(place, "other", Task(), moment) is None
