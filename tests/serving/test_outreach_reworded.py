"""Plans reworded on their way out of the API, by a real endpoint."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from models.plans import Outreach
from models.plans.settings import Rewrite
from serving.scores.opening import Live
from serving.settings import Settings


class Polite(BaseHTTPRequestHandler):
    """Says please before each text, and nothing else."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        texts = json.loads(asked["messages"][1]["content"])
        said = {"en": [f"Please: {text}" for text in texts["en"]], "zh": [f"请{text}" for text in texts["zh"]]}
        content = json.dumps({"choices": [{"message": {"content": json.dumps(said, ensure_ascii=False)}}]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Where the endpoint is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Polite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_plans_of_few_accounts_are_reworded(
    url: str, settings: Settings, live: Live, serving: Callable[..., httpx.Client]
) -> None:
    """With the same evidence as before; of many they stay as they are, since a model takes seconds."""
    told = settings.model_copy(update={"outreach": Outreach(rewrite=Rewrite(url=url, model="m", timeout=20))})
    api = serving(told, lambda: settings.started_at)
    ids = [str(name) for name in live.book.ids[:5]]

    def plans(names: list[str]) -> list[dict[str, object]]:
        answer = api.post("/v1/intent", json={"account_ids": names, "plans": True}).json()
        return [plan for result in answer["results"] for plan in result["plans"]]

    few, many = plans(ids[:2]), plans(ids)

    assert [True] * 6 == [plan["rewritten"] for plan in few]
    assert [False] * 15 == [plan["rewritten"] for plan in many]
    for polite, plain in zip(few, many[:6], strict=True):
        assert f"请{plain['opening']['zh']}" == polite["opening"]["zh"]
        assert [point["evidence"] for point in plain["points"]] == [point["evidence"] for point in polite["points"]]
