"""How well changes of web pages are told from noise, on pairs and on sequences of captures, beside two baselines.

Pairs are judged without any history: the first capture is the baseline, the second is looked at, and looked at again
as the collector would to confirm it. In sequences the memory of a page and of its site is learned from earlier captures
only, in the order of their dates. A step counts as flagged when a change is reported that was first seen at that
capture, though it is reported at the next one; a change that is gone at the next capture was never reported and does
not count. The last capture of a sequence is looked at twice, as nothing follows that could confirm it. The baselines
flag a step when the text's hash differs from that of the capture before.
"""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import html

from scrapers.charset import decode
from scrapers.pages.change import Change
from scrapers.pages.look import look
from scrapers.pages.memory import PageMemory, SiteMemory
from scrapers.records import Page

METHODS = ("ours", "visible text", "trafilatura")
# What is flagged, of what each label stands for.
NOISE, CHANGED = ("noise",), ("material", "text-changed")
_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Step:
    """One labelled difference between two captures, and which method flagged it."""

    name: str
    site: str
    label: str
    flagged: dict[str, bool] = field(default_factory=dict)
    site_event: bool = False
    said: Change | None = None


def hash_of_visible_text(page: Page) -> str:
    """The first baseline: all text that is not script or style."""
    root = html.document_fromstring(decode(page.body, page.content_type).encode() or b"<p/>", parser=_PARSER)
    for element in list(root.iter("script", "style", "noscript", "template", "svg", "head")):
        element.drop_tree()
    return sha256(" ".join(" ".join(root.itertext()).split()).encode()).hexdigest()


def hash_of_main_text(page: Page) -> str:
    """The second baseline: what trafilatura takes for the page's main text."""
    return sha256((trafilatura.extract(decode(page.body, page.content_type)) or "").encode()).hexdigest()


_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
BASELINES = {"visible text": hash_of_visible_text, "trafilatura": hash_of_main_text}


def pairs(data: Path) -> list[Step]:
    """The pairs of `data`, judged without history."""
    listed = data / "pairs" / "pairs.jsonl"
    return [_pair(data, json.loads(line)) for line in listed.read_text(encoding="utf-8").splitlines()]


def _pair(data: Path, told: dict[str, str]) -> Step:
    url = told.get("url") or f"https://{told['id']}.example/"
    dates = [_date(told.get("before_date")) or _BEFORE, _date(told.get("after_date")) or _BEFORE + timedelta(days=1)]
    before, after = (
        Page(url, (data / told[side]).read_bytes(), at) for side, at in zip(("before", "after"), dates, strict=True)
    )
    step = Step(told["id"], _site(url), told["label"])
    first = look(None, SiteMemory(), before)
    second = look(first.memory, first.site, after)
    third = look(second.memory, second.site, _again(after))
    step.flagged["ours"], step.site_event = third.change is not None, third.site_change is not None
    step.said = third.change
    step.flagged |= {name: digest(before) != digest(after) for name, digest in BASELINES.items()}
    return step


def sequences(data: Path) -> list[Step]:
    """Every step of the sequences of `data`, judged by what was learned before it."""
    told = [
        json.loads(line) for line in (data / "sequences" / "sequences.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    bodies = _bodies(data / "sequences" / "sequences.tar.xz")
    steps = [step for sequence in told for step in _steps(sequence)]
    named = {step.name: step for step in steps}
    by_site: dict[str, list[tuple[str, int, Page]]] = {}
    for sequence in told:
        by_site.setdefault(site_of(sequence), []).extend(_captures(sequence, bodies))
    for captures in by_site.values():
        _follow(sorted(captures, key=lambda capture: capture[2].fetched_at), named)
    return steps


def _steps(told: dict[str, Any]) -> Iterator[Step]:
    for step in told["steps"]:
        yield Step(f"{told['id']}:{step['to']}", site_of(told), step["label"])


def is_kept_back(site: str) -> bool:
    """Whether a site is of the half that rules were not settled on."""
    return sha256(site.encode()).digest()[0] % 2 == 1


def site_of(told: dict[str, Any]) -> str:
    """The service whose page it is."""
    return f"{told['repo']}/{told['path'].split('/')[0]}"


def _captures(told: dict[str, Any], bodies: dict[str, bytes]) -> Iterator[tuple[str, int, Page]]:
    name = "".join(letter if letter.isalnum() else "-" for letter in told["path"]).lower()
    url = f"{told['url'] or 'https://site.example/'}#{name}"
    dates = {step["to"]: _date(step["date"]) or _BEFORE for step in told["steps"]}
    dates[0] = min(dates.values()) - timedelta(hours=12)
    for number in sorted(dates):
        if (body := bodies.get(f"{told['id']}/{number:02}.html")) is not None:
            page = Page(url, body, dates[number])
            yield told["id"], number, page
    yield told["id"], number, _again(page)


def _follow(captures: list[tuple[str, int, Page]], steps: dict[str, Step]) -> None:
    """Look at the captures of one site in the order of their dates, and mark the steps that are flagged."""
    memories: dict[str, PageMemory] = {}
    hashes: dict[str, dict[str, str]] = {}
    site = SiteMemory()
    dated: dict[tuple[str, datetime], Step] = {}
    for sequence, number, page in captures:
        seen = look(memories.get(sequence), site, page)
        memories[sequence], site = PageMemory.from_json(seen.memory.to_json()), seen.site
        step = dated[sequence, page.fetched_at] = steps.get(f"{sequence}:{number}") or Step("", "", "")
        if seen.since and (first := dated.get((sequence, seen.since))):
            first.flagged["ours"] = first.flagged.get("ours", False) or seen.change is not None
            first.site_event = first.site_event or seen.site_change is not None
            first.said = seen.change
        now = {name: digest(page) for name, digest in BASELINES.items()}
        for name, digest in now.items():
            step.flagged[name] = step.flagged.get(name, False) or digest != hashes.get(sequence, now)[name]
        hashes[sequence] = now


def _again(page: Page) -> Page:
    return Page(page.url, page.body, page.fetched_at + timedelta(hours=12), page.content_type)


def _bodies(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive, "r:xz") as tar:
        return {member.name.removeprefix("./"): file.read() for member in tar if (file := tar.extractfile(member))}


def _date(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _site(url: str) -> str:
    return urlsplit(url).hostname or url
