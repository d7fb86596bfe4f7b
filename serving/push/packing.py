"""Texts into messages that a channel takes: by bytes of UTF-8, since that is what WeCom, DingTalk and Feishu count."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
CUT = "…"


def size(text: str) -> int:
    """In bytes of UTF-8."""
    return len(text.encode("utf-8"))


def packed(items: Sequence[Item], texts: Sequence[str], most: int) -> Iterator[tuple[list[Item], str]]:
    """The items, in their order, in as few messages of at most `most` bytes as that allows, each with its text.

    A text that is too long by itself is cut.
    """
    held: list[Item] = []
    body = ""
    for item, text in zip(items, texts, strict=True):
        fitting = cut(text, most)
        together = f"{body}\n{fitting}" if held else fitting
        if held and size(together) > most:
            yield held, body
            held, together = [], fitting
        held, body = [*held, item], together
    if held:
        yield held, body


def cut(text: str, most: int) -> str:
    """At most so many bytes of it, never half a character."""
    if size(text) <= most:
        return text
    return text.encode("utf-8")[: most - size(CUT)].decode("utf-8", "ignore").rstrip() + CUT
