"""Looks at a page over time: what is news, what is noise, and when it is told."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from scrapers.pages.look import Look, look
from scrapers.pages.memory import PageMemory, SiteMemory
from scrapers.records import Page

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
INTRO = "Acme builds packaging machines for food producers in Europe, and services them for twenty years."
PROSE = [
    INTRO,
    "Every machine is tested for two weeks in our own hall before it leaves for the customer.",
    "Spare parts are kept in stock in Hamburg and are sent out on the day of the order.",
]
NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/jobs">Jobs</a></li></ul></nav>'


def html(*lines: str, nav: str = NAV, more: str = "", title: str = "Acme") -> bytes:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body>{nav}<h1>Packaging</h1>{text}{more}</body></html>".encode()


def follow(*bodies: bytes, url: str = "https://acme.example/", site: SiteMemory | None = None) -> list[Look]:
    """A look a day at one page; memories go through JSON, as they are stored."""
    looks: list[Look] = []
    memory, site = None, site or SiteMemory()
    for day, body in enumerate(bodies):
        seen = look(memory, site, Page(url, body, START + timedelta(days=day), "text/html; charset=utf-8"))
        memory, site = PageMemory.from_json(seen.memory.to_json()), SiteMemory.from_json(seen.site.to_json())
        looks.append(seen)
    return looks


def outcomes(*bodies: bytes) -> list[str]:
    return [seen.outcome for seen in follow(*bodies)]


def test_first_capture_is_the_baseline():
    """What stands there already is no news."""
    assert ["baseline"] == outcomes(html(*PROSE))


def test_three_kinds_of_unchanged():
    """Equal bytes, equal text under other markup, and noise are told apart."""
    first, other = html(*PROSE), html(*PROSE, more="<script>var nonce = 'x81'</script>")
    noisy = html(*PROSE, more="<div class='cookie-banner'><p>May we set cookies?</p></div>")

    assert ["baseline", "equal bytes", "equal text", "noise"] == outcomes(first, first, other, noisy)


def test_change_is_told_after_a_second_look_and_dated_at_the_first():
    """A line that is still there a day later is news of the day it came."""
    new = html(*PROSE, "We use Kubernetes on Alibaba Cloud since this spring.")
    _, pending, told = follow(html(*PROSE), new, new)

    assert ("pending", "changed") == (pending.outcome, told.outcome)
    assert START + timedelta(days=1) == told.since
    assert told.change is not None
    assert ("We use Kubernetes on Alibaba Cloud since this spring.",) == told.change.added
    assert {"Kubernetes", "Alibaba Cloud"} == {finding.value for finding in told.change.findings}


def test_change_is_told_once():
    """What was told is the new baseline."""
    old, new = html(*PROSE), html(*PROSE[:2])

    assert ["baseline", "pending", "changed", "equal bytes"] == outcomes(old, new, new, new)


def test_what_is_gone_at_the_next_look_is_not_told():
    """A line that came and went again was never news, nor is it when it comes back soon."""
    old, flash = html(*PROSE), html(*PROSE, "Our web shop is closed for an hour because of maintenance work today.")

    assert "changed" not in outcomes(old, flash, old, flash, flash, old)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Updated 18 hours ago", "Updated yesterday"),
        ("更新于 3 小时前", "更新于昨天"),
        ("Number of views (4099)", "Number of views (4116)"),
        ("阅读量：1,024 次", "阅读量：2,048 次"),
        ("Monday, March 02, 2026", "Tuesday, March 03, 2026"),
        ("今天是 2026年3月2日 星期一", "今天是 2026年3月3日 星期二"),
        ("Today's offers of March 2, 2026", "Today's offers of March 3, 2026"),
        ("Trace Id: f5b90a2a7f95ee35", "Trace Id: 45432253cdce1d4d"),
        ("Copyright © 2025 Acme", "Copyright © 2026 Acme"),
        ("版权所有 © 2019-2025 某某科技", "版权所有 © 2019-2026 某某科技"),
        ("Write to sales@acme.example", "Write to [email\u00a0protected]"),
        ("Visit https://www.acme.example/ now", "Visit acme.example now"),
        ("node-srv19", "node-srv11"),
        ("Rated by 1,204 reviews", "Rated by 1,311 reviews"),
        ("Offer ends: 3 days left", "Offer ends: 2 days left"),
        ("活动还剩 3 天 5 小时", "活动还剩 2 天 4 小时"),
        ("Hamburg 7 °C", "Hamburg 12 °C"),
        ("“Quoted” words", '"Quoted" words'),
    ],
)
def test_moving_parts_are_noise(before, after):
    """Times, counters, ids, obfuscated addresses and the like never come to a change."""
    old, new = html(*PROSE, before), html(*PROSE, after)

    assert "noise" == outcomes(old, new, new)[1]


def test_reordered_and_rejoined_lines_are_noise():
    """The same words in another order, or broken into other blocks, say nothing new."""
    old, turned = html(*PROSE), html(*reversed(PROSE))
    joined = html(" ".join(PROSE))

    assert ["baseline", "noise", "noise"] == outcomes(old, turned, joined)


def test_new_template_keeps_the_baseline():
    """A page that is built anew with the same words, and other small labels about them, is no news."""
    divs = "".join(
        f'<section class="teaser"><div class="box text"><span>{line}</span></div></section>' for line in PROSE
    )
    labels = "".join(
        f'<div class="tag{n}x"><b>Label {word}</b></div>' for n, word in enumerate(["one", "two", "three"])
    )
    new = f"<html><title>Acme</title><body><main><h2>Packaging</h2>{divs}{labels}</main></body></html>".encode()

    assert ["baseline", "noise", "equal bytes"] == outcomes(html(*PROSE), new, new)


def test_volatile_place_is_muted():
    """A place that shows another quotation at every other look is told of a few times, then no more."""
    quotes = [f"Customer number {n} says that these machines run {n} times as long as others." for n in range(2, 12)]
    seen = outcomes(*(html(*PROSE, quote) for quote in quotes for _ in range(2)))

    assert "changed" not in seen[7:]
    assert seen.count("changed") <= 3


def test_daily_rotation_is_never_told():
    """What is different at each look is never confirmed."""
    quotes = [f"Customer number {n} says that these machines run {n} times as long as others." for n in range(2, 12)]

    assert "changed" not in outcomes(*(html(*PROSE, quote) for quote in quotes))


def test_news_that_pile_up_are_told_each_time():
    """A list to which lines are put at the top is no rotation."""
    news = [f"Contract number {n} was signed with a producer of dairy goods in the north." for n in range(2, 9)]
    bodies = [
        html(*PROSE, more="<ul>" + "".join(f"<li>{line}</li>" for line in news[n::-1]) + "</ul>") for n in range(7)
    ]

    assert 6 == outcomes(*(body for body in bodies for _ in range(2))).count("changed")


def test_bad_capture_never_enters_a_comparison():
    """An error page served as 200 neither removes the page's words nor hides what came after it."""
    error = html("An unexpected error has occurred. Try reloading the page.", title="This page isn't available")
    new = html(*PROSE, "A plant in Gdansk was opened in the spring of this year.")
    looks = follow(html(*PROSE), error, new, error, new)

    assert ["baseline", "bad capture", "pending", "bad capture", "changed"] == [seen.outcome for seen in looks]
    assert looks[4].change is not None
    assert () == looks[4].change.removed


def test_change_of_the_menu_is_told_once_for_the_site():
    """The same menu on another page is not told again."""
    nav = NAV.replace("</ul>", '<li><a href="/udp">UDP monitoring</a></li></ul>')
    first = follow(html(*PROSE), html(*PROSE, nav=nav), html(*PROSE, nav=nav))
    other = [f"{line} More of it." for line in PROSE]
    second = follow(
        html(*other), html(*other, nav=nav), html(*other, nav=nav), url="https://acme.example/b", site=first[-1].site
    )

    assert "site changed" == first[-1].outcome
    assert first[-1].site_change is not None
    assert ("UDP monitoring",) == first[-1].site_change.added
    assert [None, None, None] == [seen.site_change for seen in second]


def test_line_that_comes_on_many_pages_is_the_sites():
    """A banner without any telling markup, seen fresh on a second page, is no change of that page."""
    banner = "Meet us at the packaging fair in Nuremberg, hall 4, from the first of May on."
    first = follow(html(*PROSE), html(banner, *PROSE))
    second = follow(
        html("Other words."),
        html(banner, "Other words."),
        html(banner, "Other words."),
        url="https://acme.example/b",
        site=first[-1].site,
    )

    assert "site changed" == second[-1].outcome


def test_page_at_two_addresses_tells_its_change_once():
    """What changed on a page is no news at another address of the same page, whatever either says is its own."""
    seen: dict[str, PageMemory] = {}
    site, told = SiteMemory(), []
    for day, body in enumerate((html(*PROSE), html(*PROSE[:2]), html(*PROSE[:2]))):
        for hour, url in enumerate(("https://acme.example/about", "https://acme.example/en/about")):
            found = look(seen.get(url), site, Page(url, body, START + timedelta(days=day, hours=hour)))
            seen[url], site = found.memory, found.site
            told += [change for change in (found.change, found.site_change) if change]

    assert [(PROSE[2],)] == [change.removed for change in told]


def test_memory_of_an_earlier_release_is_read():
    """What it held besides is left out."""
    memory = follow(html(*PROSE))[0].memory
    stored = json.loads(memory.to_json()) | {"title": "Acme", "canonical": "https://acme.example/"}

    assert memory == PageMemory.from_json(json.dumps(stored))


def test_page_that_lost_most_of_its_text_is_believed_after_a_day():
    """Half an outage, served as 200, may last for some hours."""
    memory, site, seen = None, SiteMemory(), []
    for hours, body in [(0, html(*PROSE)), (24, html("Hello.")), (27, html("Hello.")), (48, html("Hello."))]:
        at = START + timedelta(hours=hours)
        found = look(memory, site, Page("https://acme.example/", body, at))
        memory, site = found.memory, found.site
        seen.append((found.outcome, found.since))

    told = ("changed", START + timedelta(hours=24))
    assert [("baseline", None), ("pending", None), ("pending", None), told] == seen


def test_links_of_running_text_count_and_bare_links_do_not():
    """A sentence that now leads elsewhere is a change; a list of links is turned over all the time."""
    old, new = (
        html(*PROSE, f'The full list of our partners can be read <a href="{to}">in this document</a> at any time.')
        for to in ("/a.pdf", "/b.pdf")
    )

    assert ["baseline", "pending", "changed"] == outcomes(old, new, new)


def test_names_of_persons_are_not_collected():
    """A name in a list of thanks is neither compared nor told."""
    old = html(*PROSE, more="<h2>Acknowledgements</h2><ul><li>Jane Q. Miller</li></ul>")
    new = html(*PROSE, more="<h2>Acknowledgements</h2><ul><li>Jane Q. Miller</li><li>John Doe</li></ul>")

    assert ["baseline", "noise", "equal bytes"] == outcomes(old, new, new)


def test_told_text_is_without_mail_addresses():
    """An address of a person is not stored with a change."""
    new = html(*PROSE, "Questions about machines are answered by jane.miller@acme.example on work days.")
    told = follow(html(*PROSE), new, new)[-1].change

    assert told is not None
    assert "jane.miller" not in "".join(told.added) + told.summary


def test_memory_stays_small():
    """A huge page is remembered in part only."""
    body = html(
        *(f"Line {n} of a page without end, which says the same over and over again." * 20 for n in range(2_000))
    )

    assert len(follow(body)[0].memory.to_json()) < 1_000_000
