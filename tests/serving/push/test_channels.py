"""Apprise's channels: which addresses are taken, what goes out on the wire, and that no secret is told."""

import logging

import pytest

from history.errors import UserError
from serving.push.channels import open_channel
from serving.push.settings import Target

SECRET = "abcdefghij0123456789abcdefghij"
ADDRESSES = {
    "wecombot://1234567890abcdef1234567890abcdef/": ("WeCom Bot", False),
    f"dingtalk://secretsecretsecret@{SECRET}/": ("DingTalk", True),
    f"feishu://{SECRET}/": ("Feishu", True),
    f"lark://{SECRET}/": ("Lark (Feishu)", True),
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/": ("Slack", True),
    "mailto://user:password@example.com?to=boss@example.com": ("E-Mail", True),
    "jsons://hooks.example.com/leadcast": ("JSON", True),
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items(), ids=lambda value: str(value[0]))
def test_the_channels_that_the_documentation_names_are_taken(address, expected):
    """
    WeCom, DingTalk, Feishu, Slack, mail and webhooks; WeCom's bot shows no Markdown.
    """
    channel = open_channel(Target(name="sales", url=address), {})

    assert expected == (str(channel.service.service_name), channel.markdown)
    assert channel.most_bytes >= 2000


def test_an_address_may_stand_in_the_environment():
    """
    So that settings hold no secret; where the variable is missing, the error names it.
    """
    target = Target(name="sales", url_env="LEADCAST_SALES")
    assert "DingTalk" == str(open_channel(target, {"LEADCAST_SALES": f"dingtalk://{SECRET}/"}).service.service_name)

    for environment in ({}, {"LEADCAST_SALES": ""}):
        with pytest.raises(UserError, match="target sales: the environment has no variable LEADCAST_SALES"):
            open_channel(target, environment)


@pytest.mark.parametrize("address", [f"nosuch://{SECRET}", f"wecombot:/{SECRET}", "not an address " + SECRET])
def test_a_wrong_address_is_refused_and_never_told(address, caplog):
    """
    Neither in the error nor in the log, however much is logged.
    """
    caplog.set_level(logging.NOTSET)
    with pytest.raises(UserError, match="target sales: its address is none that Apprise knows") as caught:
        open_channel(Target(name="sales", url=address), {})

    assert SECRET not in caught.value.message + caught.value.hint + caplog.text


def test_two_recipients_are_two_targets():
    """
    If one of two failed, both would get the message again.
    """
    address = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#sales/#boss"

    with pytest.raises(UserError, match="names 2 recipients"):
        open_channel(Target(name="sales", url=address), {})


def test_a_webhook_gets_title_and_text(server, caplog):
    """
    Over the wire, as JSON in UTF-8; the secret header is logged nowhere.
    """
    caplog.set_level(logging.NOTSET)
    channel = open_channel(Target(name="hook", url=f"json://127.0.0.1:{server.port}/in?+X-Key={SECRET}"), {})

    assert channel.send("标题", "- [第1公司](https://lead.example.com/accounts/A1)") is None
    (body,) = server.bodies
    assert ("标题", "- [第1公司](https://lead.example.com/accounts/A1)") == (body["title"], body["message"])
    assert SECRET not in caplog.text


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_server_that_refuses_is_a_fault(server, caplog, status):
    """
    It is told in a few words, without the address.
    """
    caplog.set_level(logging.NOTSET)
    server.status = status
    fault = open_channel(Target(name="hook", url=f"json://127.0.0.1:{server.port}/{SECRET}"), {}).send("t", "b")

    assert "JSON: failure" == fault
    assert SECRET not in caplog.text


def test_nobody_who_answers_is_a_fault():
    """
    A connection that is refused raises nothing.
    """
    channel = open_channel(Target(name="hook", url="json://127.0.0.1:9/"), {})

    assert "JSON: failure" == channel.send("t", "b")
