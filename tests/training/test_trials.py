"""What was tried and not only what was taken."""

from dataclasses import replace

from training.kinds import BASE
from training.learning.learn import Learned
from training.learning.select import select
from training.learning.trials import memory_trial
from training.settings import Question


def learned(data) -> Learned:
    question = Question()
    selection = select(data, question.horizon)
    return Learned(question, None, data, selection, None)


def test_in_a_steady_world_forgetting_saves_nothing(made):
    """
    Half of the past teaches less than all of it where nothing has changed.
    """
    tried = memory_trial(learned(made(weeks=30)))

    assert tried is not None
    assert tried.low <= 0


def test_where_the_base_rate_serves_nothing_is_tried(made):
    """
    It has no features to learn anew.
    """
    found = learned(made(weeks=30))
    assert memory_trial(replace(found, selection=replace(found.selection, kind=BASE))) is None
