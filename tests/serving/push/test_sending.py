"""From what was found to what went out: never in quiet hours, never twice, nothing lost."""

import shutil
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.store.store import Store
from serving.push.ledger import Ledger
from serving.push.rounds import Round
from serving.push.settings import PushSettings

SETTINGS = PushSettings()
MINUTES = st.integers(1, 60 * 9)
# Fewer than after which a target is given up.
STEPS = st.lists(st.tuples(MINUTES, st.integers(0, 3), st.booleans(), st.booleans()), min_size=3, max_size=11)


def turn(made, ledger: Ledger, *outlets, push: PushSettings = SETTINGS) -> Round:
    """A round of these outlets."""
    return Round(ledger, outlets, made.quiet(push), push)


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> Path:
    """The file of an empty store: to make one anew takes longer than all that is done with it."""
    file = tmp_path_factory.mktemp("blank") / "history.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.mark.slow
@given(STEPS)
@settings(max_examples=40)
def test_never_in_quiet_hours_never_twice_nothing_lost(made, blank, steps):
    """
    Whatever is found when, however often a channel fails or the process begins anew: each target gets each alert that
    concerns it once, outside quiet hours, and one that fails keeps nothing from the other.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{shutil.copy(blank, folder)}"
        books = made.book(), made.book()
        now, found, quiet = made.morning, 0, made.quiet()
        outlets = made.outlet(books[0], "one"), made.outlet(books[1], "two", reps=("R1",))
        with Ledger.open(url) as ledger:
            turn(made, ledger, *outlets).alerts(made.facts(), now)
        for minutes, more, *broken in steps:
            now, found = now + timedelta(minutes=minutes), found + more
            books[0].broken, books[1].broken = broken
            before = [len(book.sent) for book in books]
            # Every round opens the store anew, as another process would.
            with Ledger.open(url) as ledger:
                this = turn(made, ledger, *outlets)
                this.alerts(facts_with(made, found), now)
                this.deliver(now)
            if quiet.holds(now):
                assert before == [len(book.sent) for book in books]
        # In the end both work, and it is a working day long enough for what failed to be due again.
        books[0].broken = books[1].broken = False
        with Ledger.open(url) as ledger:
            for _ in range(3):
                now = quiet.ends(now + timedelta(hours=7))
                turn(made, ledger, *outlets).deliver(now)

        assert Counter(f"第{number}公司" for number in range(found)) == told(books[0])
        assert Counter(f"第{number}公司" for number in range(found) if number % 2) == told(books[1])


def facts_with(made, count: int):
    """So many accounts graded A, every other one of another rep."""
    return made.facts(
        top=tuple(made.entry(number, rep=made.wang if number % 2 else made.li) for number in range(count))
    )


def told(book) -> Counter[str]:
    """How often each account is named in what went out."""
    lines = [line for _, body in book.sent for line in body.splitlines() if line.startswith("• ")]
    return Counter(line.removeprefix("• ").split(" · ")[0] for line in lines)


def test_what_fell_into_the_night_is_one_message_in_the_morning(made, ledger):
    """
    Three alerts of one night come together, once.
    """
    book = made.book()
    this = turn(made, ledger, made.outlet(book))
    this.alerts(made.facts(), made.morning)
    evening = made.morning + timedelta(hours=11)
    for hours in range(3):
        this.alerts(facts_with(made, hours + 1), evening + timedelta(hours=hours))
        this.deliver(evening + timedelta(hours=hours))
    assert [] == book.sent

    for minutes in range(3):
        this.deliver(this.quiet.ends(evening) + timedelta(minutes=minutes))

    assert ["Leadcast：3 条提醒"] == [title for title, _ in book.sent]
    assert {"第0公司": 1, "第1公司": 1, "第2公司": 1} == told(book)


def test_a_digest_a_day_a_target(made, ledger):
    """
    Made again an hour later, or by another process, it is not sent again; the next day there is another.
    """
    boss, sales = made.book(), made.book()
    outlets = made.outlet(boss, "boss"), made.outlet(sales, "sales", kinds=("alerts",))
    facts = made.facts(top=(made.entry(1),))
    for hours in (0, 1, 24):
        this = turn(made, ledger, *outlets)
        this.digests(facts, made.morning + timedelta(hours=hours))
        this.deliver(made.morning + timedelta(hours=hours))

    assert ["Leadcast 2026年6月30日：1 个 A 级客户", "Leadcast 2026年7月1日：1 个 A 级客户"] == [
        title for title, _ in boss.sent
    ]
    assert [] == sales.sent


@pytest.mark.parametrize(("hours", "expected"), [(-1.6, False), (-1.5, True), (4, True), (11, False), (24 * 4, False)])
def test_the_digest_is_due_from_its_time_on_while_it_is_not_quiet(made, ledger, hours, expected):
    """
    From 8:30 to 20:00 on a working day, so that one who starts late still gets it, and nobody gets it at night.
    """
    assert expected == turn(made, ledger).is_due(made.morning + timedelta(hours=hours))


def test_a_small_channel_gets_pages(made, ledger):
    """
    A digest that is too long comes in numbered messages, none longer than the channel takes, with all entries.
    """
    book = made.book()
    this = turn(made, ledger, made.outlet(book, most_bytes=700), push=PushSettings(top=12))
    this.digests(made.facts(top=tuple(made.entry(number) for number in range(12))), made.morning)
    this.deliver(made.morning)

    assert len(book.sent) > 2
    assert [f"({page}/{len(book.sent)})" in title for page, (title, _) in enumerate(book.sent, 1)]
    assert all(len(f"{title}{body}".encode()) <= 720 for title, body in book.sent)
    assert 12 == sum(told(book).values())


def test_alerts_of_one_kind_stand_below_one_heading(made, ledger):
    """
    What can be acted on first comes first; within a kind, what is most at stake.
    """
    book = made.book()
    this = turn(made, ledger, made.outlet(book))
    this.alerts(made.facts(), made.morning)
    top = made.entry(9, at_stake=9e4), made.entry(1, at_stake=5e4)
    this.alerts(made.facts(top=top, signals=(made.signal(),), regions=(made.below(),)), made.morning)
    this.deliver(made.morning)
    ((title, body),) = book.sent
    lines = [line.split(" · ")[0] for line in body.splitlines() if line.startswith(("【", "•"))]

    assert "Leadcast：4 条提醒" == title
    assert [
        "【招标采购信号】",
        "• A1 公司",
        "【升为 A 级】",
        "• 第9公司",
        "• 第1公司",
        "【区域低于自身控制限】",
        "• 华东了结的40条线索中赢单2条。",
    ] == lines


def test_processes_that_look_at_once_find_it_once(made, ledger, store_url):
    """
    Of six that look and send together, one finds the alert, and one message goes out.
    """
    book = made.book()
    turn(made, ledger, made.outlet(book)).alerts(made.facts(), made.morning)

    def work(number: int) -> int:
        now = made.morning + timedelta(seconds=number)
        with Ledger.open(store_url) as mine:
            this = turn(made, mine, made.outlet(book))
            found = this.alerts(made.facts(regions=(made.below(),)), now)
            this.deliver(made.morning + timedelta(minutes=1))
        return found

    with ThreadPoolExecutor(6) as pool:
        assert 1 == sum(pool.map(work, range(6)))
    assert ["Leadcast：1 条提醒"] == [title for title, _ in book.sent]
