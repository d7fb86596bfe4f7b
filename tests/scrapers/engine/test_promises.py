"""What the collector promises to the sites it visits, and to those who run it, against a real server."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from leadcast import __version__

LONG_AGO = "Mon, 23 Nov 2015 08:00:00 GMT"


def now_rfc() -> str:
    """Now, as feeds write it."""
    return format_datetime(datetime.now(UTC), usegmt=True)


def test_nothing_disallowed_is_fetched(site, bench, reply, rss):
    """Of many addresses asked for at once, while robots.txt is on its way, only the allowed ones are fetched."""
    site.pages["/robots.txt"] = reply(b"User-agent: *\nDisallow: /private\n", slow=0.3)
    for host in ("one.test", "two.test"):
        bench.add(*((site.url(f"/private/{n}", host), "feed") for n in range(4)), (site.url("/open", host), "feed"))
    site.pages["/open"] = reply(rss("a"))
    report = bench.run()

    assert {"/open"} == set(site.paths())
    assert {"refused by robots.txt": 8, "read": 2} == dict(report.outcomes)


def test_a_redirect_into_what_is_disallowed_is_not_followed(site, bench, reply):
    """robots.txt counts for where a redirect leads, too."""
    site.pages["/way"] = reply(status=302, headers={"Location": "/private/x"})
    bench.add((site.url("/way"), "feed"))

    assert {"refused by robots.txt": 1} == dict(bench.run().outcomes)
    assert ["/way"] == site.paths()


@pytest.mark.slow
def test_a_site_whose_robots_fail_is_left_alone(site, bench, reply):
    """By RFC 9309, a server error instead of robots.txt closes the site; the visit failed, it was not refused."""
    site.pages["/robots.txt"] = reply(b"oops", 500)
    bench.add((site.url("/open"), "feed"))

    assert {"failed": 1} == dict(bench.run().outcomes)
    assert [] == site.paths()


def test_a_site_without_robots_is_open(site, bench, reply, rss):
    """By RFC 9309, a missing robots.txt allows everything."""
    site.pages["/robots.txt"] = reply(b"", 404)
    site.pages["/private/feed"] = reply(rss("a"))
    bench.add((site.url("/private/feed"), "feed"))

    assert {"read": 1} == dict(bench.run().outcomes)


def test_no_private_address_is_connected_to(site, bench, reply):
    """Neither by name, nor by number in any spelling, nor by a redirect."""
    site.pages["/meta"] = reply(status=302, headers={"Location": f"http://10.0.0.1:{site.port}/secret"})
    addresses = [
        f"http://10.0.0.1:{site.port}/secret",
        f"http://[::1]:{site.port}/secret",
        f"http://[::ffff:10.0.0.1]:{site.port}/secret",
        f"http://[64:ff9b::a00:1]:{site.port}/secret",
        f"http://224.0.0.1:{site.port}/secret",
        f"http://167772161:{site.port}/secret",
        f"http://0x0a.1:{site.port}/secret",
        f"http://rebound.private:{site.port}/secret",
        "http://169.254.169.254/latest/meta-data/",
    ]
    bench.add(*((address, "feed") for address in addresses), (site.url("/meta"), "feed"))

    assert {"refused address": 10} == dict(bench.run().outcomes)
    assert ["/meta"] == site.paths()


def test_sites_whose_terms_forbid_it_are_never_fetched(site, bench, reply):
    """A redirect to LinkedIn is not followed."""
    site.pages["/way"] = reply(status=302, headers={"Location": f"http://www.linkedin.com:{site.port}/company/acme"})
    bench.add((site.url("/way"), "page"))
    report = bench.run(collect={"resolve": {"*.test": "127.0.0.1", "*.linkedin.com": "127.0.0.1"}})

    assert {"refused address": 1} == dict(report.outcomes)
    assert ["/way"] == site.paths()


def test_loopback_is_private_unless_allowed(site, bench, reply, rss):
    """The allow-list is empty by default: not even a server on the same machine is reached."""
    site.pages["/open"] = reply(rss("a"))
    bench.add((f"http://127.0.0.1:{site.port}/open", "feed"), (site.url("/open"), "feed"))
    report = bench.run(collect={"allow": ()})

    assert {"refused address": 2} == dict(report.outcomes)
    assert [] == site.hits


def test_a_second_run_sends_only_conditional_requests(site, anywhere, reply, rss):
    """Every validator is sent back, robots.txt is not asked for again, and 304 is told from equal bytes."""
    site.pages["/tag"] = reply(rss("a"), etag='"1"')
    site.pages["/date"] = reply(rss("b"), modified=LONG_AGO)
    anywhere.add((site.url("/tag"), "feed"), (site.url("/date"), "feed"))
    anywhere.run()
    first = len(site.hits)
    report = anywhere.run()
    conditions = {
        hit.path: hit.headers.get("If-None-Match") or hit.headers.get("If-Modified-Since") for hit in site.hits[first:]
    }

    assert {"/tag": '"1"', "/date": LONG_AGO} == conditions
    assert {"unchanged: 304": 2} == dict(report.outcomes)


@pytest.mark.slow
def test_equal_bytes_are_not_read_again(site, bench, reply, rss):
    """A server without validators that sends the same body again has changed nothing."""
    site.pages["/plain"] = reply(rss("a"))
    bench.add((site.url("/plain"), "feed"))
    bench.run()

    assert {"unchanged: equal bytes": 1} == dict(bench.run().outcomes)


@pytest.mark.slow
def test_what_is_not_due_is_left_alone(site, bench, reply, rss):
    """A run that is not told to look at everything asks only for what is due."""
    site.pages["/tag"] = reply(rss("a"), etag='"1"')
    bench.add((site.url("/tag"), "feed"))
    bench.run(everything=False)
    asked = len(site.hits)

    assert 0 == bench.run(everything=False).visits
    assert asked == len(site.hits)


def test_a_busy_server_gets_the_time_it_asks_for(site, bench, reply, rss):
    """After 503 with Retry-After the same address is asked again, no earlier than it said."""
    site.pages["/busy"] = [reply(b"", 503, {"Retry-After": "1"}), reply(rss("a"))]
    bench.add((site.url("/busy"), "feed"))
    report = bench.run()
    first, second = (hit for hit in site.hits if hit.path == "/busy")

    assert {"read": 1} == dict(report.outcomes)
    assert second.began - first.ended >= 1


def test_a_long_wait_is_left_to_a_later_run(site, bench, reply):
    """Who asks for an hour is not asked again before that, and the run does not wait for it."""
    site.pages["/busy"] = reply(b"", 429, {"Retry-After": "7200"})
    bench.add((site.url("/busy"), "feed"))
    bench.run()

    assert ["/busy"] == site.paths()
    assert bench.due(site.url("/busy")) >= datetime.now(UTC) + timedelta(hours=1, minutes=59)


def test_a_bomb_is_defused(site, bench, gzip_bomb):
    """A small body that unpacks to 200 MB is given up on at the cap, and the run goes on."""
    site.pages["/bomb"] = gzip_bomb(200)
    bench.add((site.url("/bomb"), "feed"))

    assert {"failed": 1} == dict(bench.run().outcomes)


def test_one_request_at_a_time_per_host(site, bench, reply, rss):
    """Many addresses of one host are asked for one after another; several hosts at the same time."""
    for n in range(5):
        site.pages[f"/{n}"] = reply(rss(str(n)), slow=0.1)
    for host in ("one.test", "two.test", "three.test"):
        bench.add(*((site.url(f"/{n}", host), "feed") for n in range(5)))
    bench.run()

    for host in ("one.test", "two.test", "three.test"):
        spans = sorted((hit.began, hit.ended) for hit in site.hits if hit.host == host)
        assert all(ended <= began for (_, ended), (began, _) in pairwise(spans))


@pytest.mark.slow
def test_two_runs_at_once_share_the_work(site, anywhere, reply, rss):
    """Each address is fetched once, and no host is asked by both at a time."""
    hosts = [f"h{n}.test" for n in range(12)]
    site.pages["/feed"] = reply(rss("a"), slow=0.1)
    for host in hosts:
        anywhere.add((site.url("/feed", host), "feed"))
    reports = anywhere.run_together(2, everything=False)

    assert 12 == sum(report.visits for report in reports)
    assert sorted(hosts) == sorted(hit.host for hit in site.hits if hit.path == "/feed")


@pytest.mark.slow
def test_nothing_is_lost_when_it_is_killed(site, anywhere, reply, rss):
    """After SIGKILL in the middle, the next run takes over and every address has been read, each signal once."""
    hosts = [f"h{n}.test" for n in range(30)]
    for host in hosts:
        site.pages[host, "/feed"] = reply(rss(host, when=now_rfc()), slow=0.05)
        anywhere.add((site.url("/feed", host), "feed"))
    anywhere.kill_after(10, collect={"hosts_at_once": 4})
    before = len(anywhere.signals())
    anywhere.run(everything=False)

    assert 0 < before < 30
    assert sorted(hosts) == [signal["title"] for signal in anywhere.signals()]


@pytest.mark.slow
def test_an_engine_whose_starter_was_killed_ends_and_frees_its_hosts(site, bench, reply, rss):
    """Who kills `leadcast collect` kills no engine: it ends by itself, and the next run takes its hosts over."""
    site.pages["/feed"] = reply(rss("a"), slow=0.05)
    for n in range(20):
        bench.add((site.url("/feed", f"h{n}.test"), "feed"))
    code = bench.orphan_after(3, collect={"hosts_at_once": 4})
    before = len(site.paths())
    bench.run(everything=False)

    assert 1 == code
    assert before < 20
    assert {f"h{n}.test" for n in range(20)} == {hit.host for hit in site.hits}


def test_a_body_that_cannot_be_read_keeps_no_validators(site, bench, reply):
    """What failed to be parsed is asked for without conditions next time, so that no change is lost."""
    site.pages["/feed"] = reply(b"<html>no feed", etag='"1"')
    bench.add((site.url("/feed"), "feed"))

    assert {"no real page": 1} == dict(bench.run().outcomes)
    assert {"no real page": 1} == dict(bench.run().outcomes)
    assert all("If-None-Match" not in hit.headers for hit in site.hits)


def test_a_moved_page_is_followed_for_good(site, bench, reply, rss):
    """After a permanent redirect the new address is asked for; a temporary one changes nothing."""
    site.pages["/old"] = reply(status=301, headers={"Location": "/new"})
    site.pages["/away"] = reply(status=302, headers={"Location": "/new"})
    site.pages["/new"] = reply(rss("a"), etag='"1"')
    bench.add((site.url("/old"), "feed"), (site.url("/away"), "feed"))
    bench.run()
    first = len(site.hits)
    bench.run()

    assert ["/away", "/new", "/new"] == sorted(hit.path for hit in site.hits[first:])


@pytest.mark.slow
def test_gone_is_told_from_failed(site, bench, reply):
    """404 and 410 mean gone; a server error means that nothing is known."""
    site.pages["/410"] = reply(status=410)
    site.pages["/500"] = [reply(status=500)]
    bench.add((site.url("/404"), "feed"), (site.url("/410"), "feed"), (site.url("/500"), "feed"))

    assert {"gone": 2, "failed": 1} == dict(bench.run().outcomes)


@pytest.mark.slow
def test_a_crawl_delay_is_kept(site, bench, reply, rss):
    """The pause between two requests to a host is at least what its robots.txt asks for."""
    site.pages["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 1\n")
    for n in range(3):
        site.pages[f"/{n}"] = reply(rss(str(n)))
    bench.add(*((site.url(f"/{n}"), "feed") for n in range(3)))
    bench.run()
    times = [hit.began for hit in site.hits if hit.path != "/robots.txt"]

    assert all(later - earlier >= 0.95 for earlier, later in pairwise(times))


def test_the_agent_says_who_it_is(site, bench, reply, rss):
    """Every request, that for robots.txt included, names Leadcast, its version and the contact of the settings."""
    site.pages["/feed"] = reply(rss("a"))
    bench.add((site.url("/feed"), "feed"))
    bench.run(collect={"contact": "https://bot.example"})

    assert {f"Leadcast/{__version__} (+https://bot.example)"} == {hit.headers["User-Agent"] for hit in site.hits}


def test_only_new_entries_are_news(site, anywhere, reply, rss):
    """What stood there at the first look is the baseline but for the last days; later only what is new."""
    site.pages["/feed"] = [reply(rss("old", when=LONG_AGO)), reply(rss("fresh", "old", when=LONG_AGO))]
    anywhere.add((site.url("/feed"), "feed"))
    anywhere.run()

    assert [] == anywhere.signals()

    anywhere.run()
    (signal,) = anywhere.signals()

    assert ("fresh", "news", "A1") == (signal["title"], signal["kind"], signal["account_id"])
    assert signal["details"]["evidence"]["body"] == anywhere.stored_digest(rss("fresh", "old", when=LONG_AGO))
