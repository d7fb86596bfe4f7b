"""The table `[push]`: what is taken, and what is refused without telling a secret."""

import traceback
from datetime import time

import pytest

from history.errors import UserError
from history.home import TEMPLATE, Home, start_home
from serving.push.opened import push_settings

TARGET = '[[push.targets]]\nname = "sales"\nurl = "json://user:hunter2@example.com/"\n'


def read(tmp_path, text: str):
    """The settings written so."""
    (tmp_path / "leadcast.toml").write_text(text, encoding="utf-8")
    return push_settings(Home(tmp_path))


def test_everything_that_can_be_set(tmp_path):
    """
    Targets with their reps, regions and kinds; hours; rules.
    """
    found = read(
        tmp_path,
        f"""[push]
quiet = "21:00-07:00"
quiet_holidays = false
digest_at = "07:30"
base_url = "https://lead.example.com"
alerts = ["grade", "region"]
probability = 0.3
every = "5min"

{TARGET}language = "en"
kinds = ["alerts"]
reps = ["R1", "王芳"]
regions = ["华东"]
""",
    )
    (target,) = found.targets

    assert ((time(21), time(7)), False, time(7, 30)) == (found.quiet, found.quiet_holidays, found.digest_at)
    assert (("grade", "region"), 0.3, 300) == (found.alerts, found.probability, found.every.total_seconds())
    assert ("en", ("alerts",), ("R1", "王芳"), ("华东",)) == (
        target.language,
        target.kinds,
        target.reps,
        target.regions,
    )


def test_without_a_table_the_night_is_quiet_and_nobody_is_told(tmp_path):
    """
    The defaults are those that the comments of a new home name.
    """
    start_home(Home(tmp_path))
    found = push_settings(Home(tmp_path))

    assert ((time(20), time(8, 30)), True, time(8, 30), ()) == (
        found.quiet,
        found.quiet_holidays,
        found.digest_at,
        found.targets,
    )
    assert 'quiet = "20:00-08:30"' in TEMPLATE.read_text(encoding="utf-8")
    assert read(tmp_path, '[push]\nquiet = ""\n').quiet is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[push]\nquiet = "at night"', "quiet.*20:00-08:30"),
        ('[push]\nquiet = "08:00-08:00"', "quiet.*two different times"),
        ('[push]\nbase_url = "lead.example.com"', "base_url"),
        ("[push]\nquite = true", "quite.*Extra inputs"),
        (TARGET + 'url_env = "SALES"', "either url or url_env"),
        (TARGET + 'kinds = ["news"]', "kinds"),
        (TARGET + 'language = "de"', "language"),
        (TARGET + TARGET, "name of its own"),
        ('[[push.targets]]\nname = "sales"\nurl = ["json://user:hunter2@example.com"]', "url.*string"),
    ],
)
def test_what_is_wrong_is_named_without_secrets(tmp_path, text, said):
    """
    By the name of the setting; the address stands neither in the message nor in the traceback of a log.
    """
    with pytest.raises(UserError, match=said) as caught:
        read(tmp_path, text)

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
    assert "hunter2" not in repr(caught.value.message)


def test_settings_that_are_printed_hide_addresses(tmp_path):
    """
    In case somebody logs them.
    """
    assert "hunter2" not in repr(read(tmp_path, TARGET))
