from datetime import timedelta

import pandas as pd
import pytest
from pydantic import ValidationError

from history.home import TEMPLATE
from training.settings import Gate, Task

SHANGHAI = "Asia/Shanghai"


def test_default_asks_for_accounts_within_a_week():
    """
    Without settings, all accounts are asked about the next seven days, once a week.
    """
    task = Task()

    assert ("account", "all", timedelta(days=7)) == (task.rows.entity, task.rows.population, task.horizon)
    assert timedelta(days=7) == task.rows.fresh


def test_leads_are_open_ones_unless_said_otherwise():
    """
    A task about leads that names no population means the open ones.
    """
    assert "open" == Task(entity="lead").population


@pytest.mark.parametrize(
    "given",
    [
        {"population": "open"},
        {"entity": "lead", "population": "buyers"},
        {"every": "12h"},
        {"every": "0d"},
        {"horizon": "0d"},
        {"entity": "rep"},
        {"horizn": "7d"},
    ],
)
def test_what_makes_no_sense_is_refused(given):
    """
    A population that the entity does not have, steps that are no days, and unknown keys are refused.
    """
    with pytest.raises(ValidationError):
        Task(**given)


def test_last_cutoff_is_the_last_whose_horizon_has_passed():
    """
    Cut-offs are local midnights, counted back in steps from the last one whose outcome is known.
    """
    as_of = pd.Timestamp("2025-03-20 10:00", tz=SHANGHAI)
    first = pd.Timestamp("2025-02-20 08:00", tz=SHANGHAI)

    found = Task().cutoffs(first, as_of, SHANGHAI).tz_convert(SHANGHAI)

    assert ["2025-02-27", "2025-03-06", "2025-03-13"] == [str(day.date()) for day in found]
    assert all(day == day.normalize() for day in found)


def test_window_bounds_the_past():
    """
    No cut-off lies further back than the window.
    """
    as_of = pd.Timestamp("2025-03-20", tz=SHANGHAI)
    first = pd.Timestamp("2020-01-01", tz=SHANGHAI)

    found = Task(window="30d").cutoffs(first, as_of, SHANGHAI)

    assert as_of - pd.Timedelta(days=30) <= found[0]


def test_no_cutoff_in_a_history_shorter_than_the_horizon():
    """
    Where nothing lies a horizon back, there is no cut-off.
    """
    as_of = pd.Timestamp("2025-03-20", tz=SHANGHAI)

    assert 0 == len(Task().cutoffs(as_of - pd.Timedelta(days=3), as_of, SHANGHAI))


def test_json_can_be_read_again():
    """
    A task written as JSON reads as it was, its durations in the words of the settings.
    """
    task = Task(entity="lead", horizon="12h", window="90d")

    assert "720min" == task.model_dump(mode="json")["horizon"]
    assert task == Task.model_validate(task.model_dump(mode="json"))


def test_every_setting_of_the_gate_is_in_the_template():
    """
    `leadcast init` writes each with its default.
    """
    lines = {line.removeprefix("# ") for line in TEMPLATE.read_text(encoding="utf-8").splitlines()}

    assert "[gate]" in lines
    assert {f"{name} = {value}" for name, value in Gate().model_dump().items()} <= lines


@pytest.mark.parametrize("given", [{"kept": 2}, {"telling": 0.4}, {"ece_share": 0}, {"most_eec": 0.1}])
def test_a_gate_that_makes_no_sense_is_refused(given):
    """
    Shares beyond 1, bounds that let nothing or everything pass, and unknown keys are refused.
    """
    with pytest.raises(ValidationError):
        Gate(**given)
