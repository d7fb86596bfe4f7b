"""What reasons cost beside the scores alone, for as many accounts as one call takes.

    python bench/reasons.py                       1,000 accounts of a world simulated for it
    python bench/reasons.py --home ~/bench-home   the same, kept for the next time; or a home of your own
    python bench/reasons.py --json > reasons.json

The real service runs in a process of its own, on loopback, and is asked by a client that does little but read. The
first call with reasons works them out. After it every round asks for the scores alone and then with their reasons, so
that both sides see the same machine; what is compared are the medians. Where fewer are scored than are asked for, they
are asked for again and again.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.sandbox_home import Size, made
from serving.settings import Settings

SERVER = """
import sys
from serving.server import serve
from serving.settings import Settings
serve(Settings.model_validate_json(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True))
"""
MOST_IDS = 1_000


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A client of the service, which runs in a process of its own."""
    command = [sys.executable, "-c", SERVER, settings.model_dump_json()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            with httpx.Client(base_url=address, trust_env=False, timeout=300) as client:
                yield client
        finally:
            process.terminate()


def asked_for(client: httpx.Client, count: int) -> dict[str, list[str]]:
    """The body that names so many of those scored, highest first."""
    found: list[str] = []
    page = client.get("v1/intent", params={"limit": 500}).raise_for_status().json()
    kind = f"{page['entity']}_ids"
    found += [each["id"] for each in page["results"]]
    while page["next_cursor"] and len(found) < count:
        page = client.get("v1/intent", params={"limit": 500, "cursor": page["next_cursor"]}).json()
        found += [each["id"] for each in page["results"]]
    return {kind: [found[place % len(found)] for place in range(count)]}


def timed(plain: HTTPConnection, body: dict[str, Any]) -> tuple[float, bytes]:
    """Seconds until the whole answer is there, and the answer."""
    asked = json.dumps(body)
    start = time.perf_counter()
    plain.request("POST", "/v1/intent", asked, {"content-type": "application/json"})
    answer = plain.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - start
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {content[:200]!r}")
    return seconds, content


def measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    home = made(options.home or folder / "home", Size(options.accounts, 365, 12, 6), 7)
    settings = Settings(
        database_url=home.url, models_dir=home.models, business=home.business, started_at=datetime.now(UTC)
    )
    with serving(settings) as client:
        alone = asked_for(client, options.ids)
        explained = alone | {"reasons": True}
        plain = HTTPConnection(client.base_url.host, client.base_url.port, timeout=300)
        # The first call of all opens what any call needs.
        timed(plain, {name: ids[:1] for name, ids in alone.items()})
        cold, first = timed(plain, explained)
        rounds = [(timed(plain, alone), timed(plain, explained)) for _ in range(options.rounds)]
    without, warm = (median(pair[side][0] for pair in rounds) for side in (0, 1))
    results = json.loads(first)["results"]
    return {
        "ids asked for": options.ids,
        "different ones": len({each["id"] for each in results}),
        "reasons told": sum(len(each["reasons"]) for each in results),
        "scores alone, ms": 1000 * without,
        "with reasons, first time, ms": 1000 * cold,
        "with reasons, after that, ms": 1000 * warm,
        "answer without and with reasons, MB": [len(rounds[0][0][1]) / 1e6, len(first) / 1e6],
        "first time / scores alone": cold / without,
        "after that / scores alone": warm / without,
        "answers with reasons are equal": all(pair[1][1] == first for pair in rounds),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 only where every answer with reasons was the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home folder that is kept")
    parser.add_argument("--accounts", type=int, default=2_000, help="how many the simulated world has")
    parser.add_argument("--ids", type=int, default=MOST_IDS, help="how many are asked for in a call")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="leadcast-bench-") as folder:
        figures = measured(Path(folder), options)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            values = value if isinstance(value, list) else [value]
            print(f"{name:40}", *(f"{each:,.2f}" if isinstance(each, float) else f"{each:,}" for each in values))
    return 0 if figures["answers with reasons are equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
