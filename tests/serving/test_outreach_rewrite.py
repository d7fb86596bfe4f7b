"""Plans reworded by an endpoint: good rewordings are taken, all others leave the plan as it is."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from history.errors import UserError
from models.evidence import Evidence, Text
from models.plans import BestTime, Named, Outreach, Plan, Point
from models.plans.settings import Rewrite
from serving.outreach.rewrite import Rewriter, rewrite_key

AT = datetime(2026, 3, 4, 2, tzinfo=UTC)
ROW = Evidence("signals", ("S1",), "news", AT, AT, title="Tender for a data platform")
PLAN = Plan(
    play="tender-call",
    kind="tender",
    title=Text("Call", "致电"),
    role=Named("buyer", Text("buyer", "采购负责人")),
    channel=Named("phone", Text("phone", "电话")),
    best_time=BestTime(AT, AT + timedelta(hours=1), "Asia/Shanghai", Text("usual", "常用")),
    opening=Text(
        "I saw “Tender for a data platform” of 4 Mar 2026.", "您好，看到3月4日的消息“Tender for a data platform”。"
    ),
    points=(Point(Text("Published 3 days ago. Ask for the deadline.", "消息发布于3天前，问清截止时间。"), (ROW,)),),
    next_step=Text("Get the documents.", "拿到招标文件。"),
    why=Text("A signal.", "有动态。"),
    worked=None,
    fit=0.7,
)
GOOD = {
    "en": [
        "I noticed “Tender for a data platform” of 4 Mar 2026.",
        "Get hold of the documents.",
        "It was published 3 days ago; ask for the deadline.",
    ],
    "zh": [
        "您好，我看到了3月4日的消息“Tender for a data platform”。",
        "把招标文件拿到手。",
        "消息是3天前发布的，要问清截止时间。",
    ],
}


class Endpoint:
    """A server of chat completions that answers what it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[], tuple[int, bytes]] = lambda: (500, b"")
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.asked.append({"path": self.path, **json.loads(body)})
                outer.headers.append(dict(self.headers))
                status, content = outer.answer()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def says(self, content: object) -> None:
        """Let it answer with this as the model's words."""
        words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        self.answer = lambda: (200, json.dumps({"choices": [{"message": {"content": words}}]}).encode())


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A running endpoint."""
    made = Endpoint()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def rewriter(endpoint: Endpoint) -> Rewriter:
    """One that asks the endpoint."""
    return Rewriter(Rewrite(url=endpoint.url, model="small", timeout=5))


def test_a_good_rewording_is_taken(endpoint: Endpoint, rewriter: Rewriter) -> None:
    """In both languages; evidence, time and reason stay, and the plan says that it is reworded."""
    endpoint.says(f"```json\n{json.dumps(GOOD, ensure_ascii=False)}\n```")
    (found,) = rewriter.reworded([PLAN])

    assert found.rewritten
    assert Text(GOOD["en"][0], GOOD["zh"][0]) == found.opening
    assert Text(GOOD["en"][2], GOOD["zh"][2]) == found.points[0].text
    assert (PLAN.points[0].evidence, PLAN.best_time, PLAN.why) == (found.points[0].evidence, found.best_time, found.why)


def test_the_endpoint_is_sent_the_plan_s_own_texts_alone(endpoint: Endpoint, rewriter: Rewriter) -> None:
    """No id, no row, nothing of anybody else."""
    endpoint.says(GOOD)
    rewriter.reworded([PLAN])
    (asked,) = endpoint.asked
    texts = [PLAN.opening, PLAN.next_step, PLAN.points[0].text]

    assert ("/v1/chat/completions", "small") == (asked["path"], asked["model"])
    assert {"en": [each.en for each in texts], "zh": [each.zh for each in texts]} == json.loads(
        asked["messages"][1]["content"]
    )


def test_what_was_asked_is_kept(endpoint: Endpoint, rewriter: Rewriter) -> None:
    """For another customer with the same words, whose rows are its own; what was refused is kept as well."""
    other = replace(PLAN, points=(Point(PLAN.points[0].text, (replace(ROW, key=("S2",)),)),), fit=0.5)
    endpoint.says(GOOD)
    rewriter.reworded([PLAN])
    (again,) = rewriter.reworded([other])

    assert 1 == len(endpoint.asked)
    assert (("S2",), 0.5) == (again.points[0].evidence[0].key, again.fit)


def bad(language: str, place: int, text: str) -> dict[str, list[str]]:
    """The good answer but for one text."""
    made = {name: list(texts) for name, texts in GOOD.items()}
    made[language][place] = text
    return made


@pytest.mark.parametrize(
    "answer",
    [
        bad("en", 2, "It was published 5 days ago; ask for the deadline."),
        bad("en", 2, "It was published three days ago; ask for the deadline."),
        bad("en", 2, "It was published 3 days ago; call Siemens about the deadline."),
        bad("en", 2, "It was published 3 days ago; ask on Monday about the deadline."),
        bad("en", 1, "Get the free documents."),
        bad("en", 1, "Get them: https://a.example/x"),
        bad("en", 0, "I noticed “Tender for a warehouse” of 4 Mar 2026."),
        bad("en", 1, "拿到招标文件。"),
        bad("en", 1, "Get the documents, {name}."),
        bad("en", 1, "Get the documents. " * 20),
        bad("en", 1, ""),
        bad("zh", 2, "消息发布于三天前，问清截止时间。"),
        bad("zh", 2, "消息发布于3天前，周五前问清截止时间。"),
        bad("zh", 2, "消息发布于3天前，找张经理问清截止时间。"),
        bad("zh", 2, "消息发布于3天前，向华为问清截止时间。"),
        bad("zh", 2, "消息发布于3天前，我们八折优惠。"),
        bad("zh", 1, "Get the documents."),
        bad("zh", 1, "【公司名】拿到招标文件。"),
        {"en": GOOD["en"]},
        {**GOOD, "zh": GOOD["zh"][:2]},
        {**GOOD, "zh": [1, 2, 3]},
        [],
        "Sure! Here is your text.",
        "",
    ],
)
def test_what_adds_a_fact_leaves_the_plan_as_it_is(
    endpoint: Endpoint, rewriter: Rewriter, answer: object, caplog: pytest.LogCaptureFixture
) -> None:
    """Or is in another language, too long, has holes, or is not what was asked for; the log says why."""
    endpoint.says(answer)
    with caplog.at_level("INFO"):
        assert [PLAN, PLAN] == [rewriter.reworded([PLAN])[0], rewriter.reworded([PLAN])[0]]

    assert 1 == len(endpoint.asked)
    assert "left as it is" in caplog.text


@pytest.mark.parametrize(
    "answer", [(500, b"no"), (200, b"<html>"), (200, b"{}"), (404, b"{}"), (200, b'{"choices": []}')]
)
def test_an_endpoint_that_fails_is_left_alone_for_a_while(
    endpoint: Endpoint, rewriter: Rewriter, answer: tuple[int, bytes]
) -> None:
    """Plans stay as they are, and a page does not wait for it again and again."""
    endpoint.answer = lambda: answer
    found = [rewriter.reworded([PLAN])[0] for _ in range(5)]

    assert [PLAN] * 5 == found
    assert 1 == len(endpoint.asked)


def test_after_a_while_it_is_asked_again(endpoint: Endpoint, rewriter: Rewriter) -> None:
    """An endpoint that has come back is used."""
    endpoint.answer = lambda: (500, b"")
    rewriter.reworded([PLAN])
    endpoint.says(GOOD)

    assert any(rewriter.reworded([PLAN])[0].rewritten for _ in range(40))


def test_an_endpoint_that_hangs_is_not_waited_for(endpoint: Endpoint) -> None:
    """Longer than the settings allow."""
    released = threading.Event()
    endpoint.answer = lambda: (released.wait(30), (200, b"{}"))[1]
    impatient = Rewriter(Rewrite(url=endpoint.url, model="small", timeout=0.3))

    assert [PLAN] == impatient.reworded([PLAN])
    released.set()


def test_nobody_there_leaves_plans_as_they_are() -> None:
    """A port that nothing listens on."""
    assert [PLAN] == Rewriter(Rewrite(url="http://127.0.0.1:9", model="m", timeout=2)).reworded([PLAN])


def test_the_key_comes_from_the_environment(endpoint: Endpoint) -> None:
    """By the name that the settings give; a name that is not set is an error."""
    outreach = Outreach(rewrite=Rewrite(url=endpoint.url, model="m", key_env="MY_KEY"))
    endpoint.says(GOOD)
    Rewriter(outreach.rewrite, rewrite_key(outreach, {"MY_KEY": "s3cret"})).reworded([PLAN])

    assert "Bearer s3cret" == {name.lower(): value for name, value in endpoint.headers[0].items()}["authorization"]
    assert rewrite_key(Outreach(), {}) is None
    with pytest.raises(UserError, match="MY_KEY"):
        rewrite_key(outreach, {})
