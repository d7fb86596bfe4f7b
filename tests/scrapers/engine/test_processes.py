"""Several engines that share one run."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from scrapers.ledger import leases

HOSTS = [f"h{n}.test" for n in range(21)]


def watched(site, bench, reply, rss, slow=0.0):
    """More addresses than one engine is started for, five on each host."""
    for n in range(5):
        site.pages[f"/{n}"] = reply(rss(str(n)), slow=slow)
    bench.add(*((site.url(f"/{n}", host), "feed") for host in HOSTS for n in range(5)))


def test_engines_share_a_run_and_its_places(site, bench, reply, rss):
    """For few addresses one engine is enough; for many the hosts at once are parted, and the run begins once."""
    bench.add((site.url("/0"), "feed"))
    alone = bench.parted(collect={"processes": 2, "hosts_at_once": 5})
    watched(site, bench, reply, rss)
    both = bench.parted(collect={"processes": 2, "hosts_at_once": 5})

    assert [5] == [each.collect.hosts_at_once for each in alone]
    assert [3, 2] == [each.collect.hosts_at_once for each in both]
    assert 1 == len({each.started for each in both})


@pytest.mark.slow
def test_engines_visit_every_address_once_and_tell_as_one(site, anywhere, reply, rss):
    """One report of all visits; a host is asked by one engine at a time, for one address after another."""
    watched(site, anywhere, reply, rss, slow=0.01)
    report = anywhere.run(collect={"processes": 2, "hosts_at_once": 8})

    assert (105, 105, {"read": 105}, True) == (report.due, report.visits, dict(report.outcomes), report.finished)
    for host in HOSTS:
        spans = sorted((hit.began, hit.ended) for hit in site.hits if hit.host == host)
        assert ["/0", "/1", "/2", "/3", "/4"] == sorted(site.paths(host))
        assert all(ended <= began for (_, ended), (began, _) in pairwise(spans))


@pytest.mark.slow
def test_engines_end_with_their_starter(site, bench, reply, rss):
    """Who kills `leadcast collect` is left with no engine."""
    watched(site, bench, reply, rss, slow=0.05)

    assert (2, 0) == bench.engines_left(60, collect={"processes": 2, "hosts_at_once": 4})


def test_a_host_that_was_taken_over_while_it_waited_is_left_alone(site, anywhere):
    """A lease that ran out before its turn may be another run's by then: only who holds it renews it."""
    anywhere.add((site.url("/0", "h1.test"), "feed"))
    now = datetime.now(UTC)
    slow, other = leases.Run("there:1", now, everything=True), leases.Run("there:2", now, everything=True)
    with anywhere.ledger() as ledger, ledger.writing() as connection:
        (host,) = leases.claim(connection, slow, now, 5)
        held = leases.hold(connection, host, slow, now)
        leases.claim(connection, other, now + leases.LEASE + timedelta(minutes=1), 5)

        assert (True, False) == (held, leases.hold(connection, host, slow, now))
