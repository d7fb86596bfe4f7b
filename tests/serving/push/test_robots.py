"""The robots of WeCom and DingTalk: what they are sent, and that a refusal in a good answer is a failure."""

import base64
import hashlib
import hmac
import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from serving.push.channels import open_channel
from serving.push.settings import Target

KEY, TOKEN, SECRET = "1234567890abcdef1234567890abcdef", "abcdefghij0123456789abcdefghij", "SECretsecretsecret0123"
ADDRESSES = {"wecom": f"wecombot://{KEY}/", "dingtalk": f"dingtalk://{SECRET}@{TOKEN}/"}


@pytest.fixture(params=ADDRESSES)
def robot(request, server):
    """A channel whose robot is our own server."""
    channel = open_channel(Target(name="sales", url=ADDRESSES[request.param]), {})
    local = f"http://127.0.0.1:{server.port}/send"
    # Where the robots of the world listen is fixed in Apprise; ours listens here.
    if request.param == "wecom":
        channel.service.api_url = f"{local}?key={KEY}"
    else:
        channel.service.notify_url = f"{local}?access_token={{token}}"
    return channel


def test_a_robot_that_takes_it(robot, server, caplog):
    """
    With `errcode` 0 it went out; keys and tokens are logged nowhere.
    """
    caplog.set_level(logging.NOTSET)
    server.answer = {"errcode": 0, "errmsg": "ok"}

    assert robot.send("标题", "正文") is None
    assert 1 == len(server.bodies)
    assert not {KEY, TOKEN, SECRET} & {word for word in (KEY, TOKEN, SECRET) if word in caplog.text}


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (200, {"errcode": 45009, "errmsg": f"api freq out of limit {KEY}"}, "error 45009"),
        (200, {"errcode": 310000, "errmsg": "keywords not in content"}, "error 310000"),
        (200, {}, "error None"),
        (200, None, "no JSON"),
        (502, None, "error HTTP 502"),
    ],
)
def test_a_robot_that_refuses(robot, server, status, answer, said):
    """
    Whatever the status, what it does not take is a fault, told without the address or the robot's own words.
    """
    server.status, server.answer = status, answer

    assert robot.send("标题", "正文").endswith(f": {said}")


def test_nobody_there(robot):
    """
    A refused connection is a fault and raises nothing.
    """
    robot.service.api_url = robot.service.notify_url = "http://127.0.0.1:9/send"

    assert robot.send("标题", "正文").endswith(": ConnectError")


def test_wecom_gets_plain_text(server):
    """
    The title is its first line.
    """
    channel = open_channel(Target(name="sales", url=ADDRESSES["wecom"]), {})
    channel.service.api_url = f"http://127.0.0.1:{server.port}/send?key={KEY}"
    server.answer = {"errcode": 0}
    channel.send("标题", "正文")

    assert [{"msgtype": "text", "text": {"content": "标题\n正文"}}] == server.bodies
    assert [f"/send?key={KEY}"] == server.paths


def test_dingtalk_gets_signed_markdown(server):
    """
    The signature is that of its documentation: HMAC-SHA256 of time and secret, once encoded for the query.
    """
    channel = open_channel(Target(name="sales", url=ADDRESSES["dingtalk"]), {})
    channel.service.notify_url = f"http://127.0.0.1:{server.port}/send?access_token={{token}}"
    server.answer = {"errcode": 0}
    channel.send("标题", "正文")
    (path,) = server.paths
    query = {name: value for name, (value,) in parse_qs(urlsplit(path).query).items()}
    signed = hmac.new(SECRET.encode(), f"{query['timestamp']}\n{SECRET}".encode(), hashlib.sha256).digest()

    assert (TOKEN, base64.b64encode(signed).decode()) == (query["access_token"], query["sign"])
    assert {"title": "标题", "text": "### 标题\n\n正文"} == server.bodies[0]["markdown"]
