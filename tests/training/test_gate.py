import json
from dataclasses import replace

import pandas as pd

from models.artifact import load, save
from models.intent import Intent
from training.fit import train
from training.gate.gate import answers_alike, calibrated, examine
from training.gate.rule import OUTCOMES, RULES, Verdict
from training.settings import Gate, Task

EARLY = pd.Timestamp("2025-01-27 12:00", tz="Asia/Shanghai")


def test_every_rule_speaks_once_and_in_order(orders, old, new):
    """
    A good successor fails none; each rule says why, in both languages, and what it says can be kept as JSON.
    """
    steps = []
    found = examine(new, old, orders, Gate(), lambda *step: steps.append(step))

    assert list(RULES) == [each.rule for each in found]
    assert ["churn"] == [each.rule for each in found if each.outcome != "passed"]
    assert "failed" not in {each.outcome for each in found}
    assert all(each.said.en and each.said.zh and each.title.zh for each in found)
    assert found == tuple(Verdict.from_json(json.loads(json.dumps(each.to_json(), allow_nan=False))) for each in found)
    assert ("asking the gate", 8, 8) == steps[-1]


def test_the_gate_says_the_same_twice(orders, old, new):
    """
    All chance comes from the seed of the task.
    """
    assert examine(new, old, orders, Gate()) == examine(new, old, orders, Gate())


def test_a_model_that_answers_otherwise_on_reload_fails(orders, new):
    """
    Where what is written is not what was meant, it is found.
    """

    class Forgetful(Intent):
        def save(self, folder):
            Intent(self.scorer, self.calibration, (0.0, 0.0, 0.0)).save(folder)

    intent = Forgetful(new.intent.scorer, new.intent.calibration, new.intent.thresholds)

    assert "passed" == answers_alike(new, orders).outcome
    assert "failed" == answers_alike(replace(new, intent=intent), orders).outcome


def test_a_base_rate_is_not_asked_for_its_level(new):
    """
    Where nothing else could serve, a level that drifts must not leave a business without any model.
    """
    base = replace(new, card=new.card | {"model": "base_rate"})

    assert "not applicable" == calibrated(base, Gate(most_ece=1e-9), 0).outcome


def test_outcomes_have_names_in_both_languages():
    """
    Everything that a table shows can be read in Chinese.
    """
    assert all(note.en and note.zh for note in (*OUTCOMES.values(), *RULES.values()))


def test_a_history_too_short_to_judge_by_passes_what_applies(orders, tmp_path):
    """
    Where the base rate serves because nothing could be judged forward, four rules do not apply, and none fails.
    """
    save(train(orders, Task(), EARLY, ""), tmp_path / "bundle")
    candidate = load(tmp_path / "bundle")
    found = {each.rule: each.outcome for each in examine(candidate, None, orders, Gate())}

    assert "base_rate" == candidate.card["model"]
    assert 0 == len(candidate.remembered.forward)
    assert "failed" not in found.values()
    assert {"not applicable"} == {found[rule] for rule in ("baselines", "champion", "calibration", "churn")}
