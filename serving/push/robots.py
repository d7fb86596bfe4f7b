"""The group robots of WeCom and DingTalk, which say in the body of a good answer that they refused a message.

Apprise reads their addresses and signs for them, but takes every answer with status 200 for success. A robot that is
asked too often, or whose keyword is missing, would thus lose messages that nobody tries again.
Source: https://developer.work.weixin.qq.com/document/path/91770, https://open.dingtalk.com/document/orgapp/robot-overview.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

import httpx
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

SECONDS = 10.0
OK = 0


class Robot(Protocol):
    """How a robot is spoken to."""

    def request(self, title: str, body: str) -> tuple[str, Mapping[str, str], dict[str, Any]]:
        """The address, the parameters of its query, and the JSON of a message."""


@dataclass(frozen=True)
class WeCom:
    """A WeCom robot: plain text, the title on the first line."""

    service: NotifyWeComBot

    def request(self, title: str, body: str) -> tuple[str, Mapping[str, str], dict[str, Any]]:
        """As its documentation says."""
        return self.service.api_url, {}, {"msgtype": "text", "text": {"content": f"{title}\n{body}"}}


@dataclass(frozen=True)
class DingTalk:
    """A DingTalk robot: Markdown, the title as its heading, signed where there is a secret."""

    service: NotifyDingTalk

    def request(self, title: str, body: str) -> tuple[str, Mapping[str, str], dict[str, Any]]:
        """As its documentation says."""
        signed: Mapping[str, str] = {}
        if self.service.secret:
            # Apprise quotes the signature for a query; here the client does so.
            timestamp, signature = self.service.get_signature()
            signed = {"timestamp": timestamp, "sign": unquote(signature)}
        text = {"title": title, "text": f"### {title}\n\n{body}"}
        asked = {"atMobiles": list(self.service.targets), "isAtAll": False}
        address = self.service.notify_url.split("?", maxsplit=1)[0]
        query = {"access_token": self.service.token, **signed}
        return address, query, {"msgtype": "markdown", "markdown": text, "at": asked}


def ask(robot: Robot, title: str, body: str) -> str | None:
    """Send a message; None where the robot took it, else what it answered, without the address."""
    address, query, message = robot.request(title, body)
    try:
        answer = httpx.post(address, params=dict(query) or None, json=message, timeout=SECONDS)
        said = answer.json() if answer.is_success else {"errcode": f"HTTP {answer.status_code}"}
    except httpx.HTTPError as error:
        return type(error).__name__
    except ValueError:
        return "no JSON"
    code = said.get("errcode") if isinstance(said, dict) else None
    return None if code == OK else f"error {code}"
