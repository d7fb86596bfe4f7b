"""Apprise behind one door: a channel takes a title and a text in Markdown or plain, and says whether it went out.

Its log tells whole addresses, with the secrets in them; so it is kept silent here, and what went wrong is told by us.
"""

import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

from history.errors import UserError
from serving.push.robots import DingTalk, Robot, WeCom, ask
from serving.push.settings import Target

SILENT = logging.CRITICAL + 1
# Apprise counts letters where WeCom, DingTalk and Feishu count bytes of UTF-8: ours counts bytes everywhere.
# A continued message is numbered, which takes some.
RESERVED = 32


class Channel(Protocol):
    """Where messages go."""

    def send(self, title: str, body: str) -> str | None:
        """Send it now; None once it went out, else what went wrong in a few words, without any secret."""


@dataclass(frozen=True)
class AppriseChannel:
    """One Apprise service."""

    service: NotifyBase

    @property
    def most_bytes(self) -> int:
        """How many bytes of UTF-8 title and body may have together."""
        return int(self.service.body_maxlen) - RESERVED

    @property
    def markdown(self) -> bool:
        """Whether it shows Markdown: as it is, or, in mails, as HTML."""
        formats = self.service.notify_format
        taken = {formats} if isinstance(formats, NotifyFormat) else set(formats)
        return bool(taken & {NotifyFormat.MARKDOWN, NotifyFormat.HTML})

    def send(self, title: str, body: str) -> str | None:
        """Send it now; None once it went out, else what went wrong."""
        form = NotifyFormat.MARKDOWN if self.markdown else NotifyFormat.TEXT
        with _Silence():
            result = _one(self.service).notify(body=body, title=title, body_format=form)
        return None if result else f"{self.service.service_name}: {str(result.status.name).lower()}"


@dataclass(frozen=True)
class RobotChannel(AppriseChannel):
    """A service whose answer has to be read."""

    robot: Robot

    def send(self, title: str, body: str) -> str | None:
        """Send it now; None once the robot took it, else what went wrong."""
        with _Silence():
            self.service.throttle()
            fault = ask(self.robot, title, body)
        return fault and f"{self.service.service_name}: {fault}"


def open_channel(target: Target, environment: Mapping[str, str]) -> AppriseChannel:
    """The channel of `target`.

    Raises:
        UserError: its address is missing, or none that Apprise knows. It names the target, never the address.
    """
    address = target.address(environment)
    if address is None:
        raise UserError(
            f"[push] target {target.name}: the environment has no variable {target.url_env}.",
            "Set it to the Apprise URL of the channel.",
        )
    with _Silence(), warnings.catch_warnings():
        # Its mail plugin asks for a module that later Pythons do not have, and is ready for that.
        warnings.simplefilter("ignore", DeprecationWarning)
        service = Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    if not isinstance(service, NotifyBase):
        raise UserError(
            f"[push] target {target.name}: its address is none that Apprise knows.",
            "Write it as wecombot://KEY, dingtalk://SECRET@TOKEN, feishu://TOKEN, slack://A/B/C, "
            "mailto://user:password@host?to=someone, or json://host/path for a webhook: https://appriseit.com/services/",
        )
    if len(service) > 1:
        raise UserError(
            f"[push] target {target.name}: its address names {len(service)} recipients.",
            "Make a target of each: where one fails, it alone is tried again.",
        )
    if isinstance(service, NotifyWeComBot):
        return RobotChannel(service, WeCom(service))
    if isinstance(service, NotifyDingTalk):
        return RobotChannel(service, DingTalk(service))
    return AppriseChannel(service)


def _asset() -> AppriseAsset:
    return AppriseAsset(app_id="Leadcast", app_desc="Leadcast", secure_logging=True)


def _one(service: NotifyBase) -> Apprise:
    """Apprise with nothing but this service."""
    found = Apprise(asset=_asset())
    found.add(service)
    return found


class _Silence:
    """While this lasts, Apprise and what messages are sent by log nothing."""

    names = ("apprise", "urllib3", "httpx", "httpcore")

    def __enter__(self) -> None:
        self._levels = {name: logging.getLogger(name).level for name in self.names}
        for name in self.names:
            logging.getLogger(name).setLevel(SILENT)

    def __exit__(self, *_error: object) -> None:
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)
