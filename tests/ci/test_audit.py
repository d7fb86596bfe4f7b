"""The audit of the locked dependencies, against a server that knows vulnerabilities as OSV does."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
LOCK = f"jinja2==3.1.6 \\\n    --hash=sha256:{'0' * 64}\nrich==15.0.0 \\\n    --hash=sha256:{'1' * 64}\n"


@dataclass
class Osv:
    """A server: `known` are the names of packages that something is known of, `status` what it answers with."""

    url: str
    known: set[str] = field(default_factory=set)
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def answer(self, query: dict[str, Any]) -> dict[str, Any]:
        """As OSV would say it."""
        name = query["package"]["name"]
        self.asked.append(f"{name} {query['version']}")
        affected = [{"package": {"name": name, "ecosystem": "PyPI"}}]
        found = {"id": "OSV-2026-1", "summary": "Made up.", "affected": affected, "published": "2026-01-05T00:00:00Z"}
        return {"vulns": [found]} if name in self.known else {}


@pytest.fixture
def osv() -> Iterator[Osv]:
    """A server that knows of nothing yet."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["content-length"])))
            body = json.dumps(served.answer(query)).encode()
            self.send_response(served.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Osv(f"http://127.0.0.1:{server.server_port}/v1/query")
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield served
        server.shutdown()


def audit(tmp_path: Path, url: str) -> "subprocess.CompletedProcess[str]":
    """Run it on a small lock."""
    (tmp_path / "lock").write_text(LOCK)
    command = [sys.executable, AUDIT, "--osv-url", url, "--lock", tmp_path / "lock"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_is_skipped_where_osv_cannot_be_reached(tmp_path: Path, osv: Osv) -> None:
    """Nobody there, or one in between who refuses; it says so."""
    osv.status = 403
    for url in ("http://127.0.0.1:9/", osv.url):
        done = audit(tmp_path, url)
        assert (0, True) == (done.returncode, "not audited: OSV cannot be reached" in done.stdout)


def test_what_nothing_is_known_of_passes(tmp_path: Path, osv: Osv) -> None:
    """Each dependency was asked for, by its version."""
    pytest.importorskip("pip_audit")

    assert 0 == audit(tmp_path, osv.url).returncode
    assert {"jinja2 3.1.6", "rich 15.0.0"} <= set(osv.asked)


def test_a_known_vulnerability_fails(tmp_path: Path, osv: Osv) -> None:
    """And is named."""
    pytest.importorskip("pip_audit")
    osv.known = {"rich"}

    done = audit(tmp_path, osv.url)
    assert (1, True) == (done.returncode, "OSV-2026-1" in done.stdout)


def test_an_audit_that_breaks_fails(tmp_path: Path, osv: Osv) -> None:
    """OSV answers, yet the lock cannot be read: that is no reason to skip."""
    (tmp_path / "lock").mkdir()
    command = [sys.executable, AUDIT, "--osv-url", osv.url, "--lock", tmp_path / "lock"]

    assert 0 != subprocess.run(command, capture_output=True, check=False).returncode
