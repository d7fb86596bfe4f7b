"""Fields of patent documents: days, numbers, names of organisations, XML that is safe to read."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from lxml import etree

from scrapers.records import Dated, UnreadablePage
from scrapers.texts import SLACK, line


def day(text: str | None, source: str, now: datetime) -> Dated | None:
    """A day written as yyyymmdd or yyyy-mm-dd; None where it is none, is unknown (00), or lies after `now`."""
    digits = (text or "").strip().replace("-", "")
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if re.fullmatch(r"\d{8}", digits) else None
    except ValueError:
        return None
    if found is None:
        return None
    at = datetime.combine(found, time(), UTC)
    return Dated(at, source, day_only=True) if at <= now + SLACK else None


def number(text: str | None) -> str | None:
    """A document's number without the zeros that only fill it up: `07272630` is 7272630, `D0435854` is D435854."""
    plain = re.sub(r"[\s,/]", "", text or "").upper()
    return re.sub(r"^([A-Z]*)0+(?=\d)", r"\1", plain) or None


def organisations(names: Iterable[str | None]) -> tuple[str, ...]:
    """Names as lines of text, each once, whatever their capitals."""
    found = {name.casefold(): name for each in names if (name := line(each))}
    return tuple(found.values())


def documents(body: bytes, root: str) -> Iterator[bytes]:
    """The documents of a file that may hold many, one after another, each with a prolog of its own.

    Raises:
        UnreadablePage: there is no `<root>` in it.
    """
    starts = [match.start() for match in re.finditer(rf"<{root}[\s>]".encode(), body)]
    if not starts:
        raise UnreadablePage(f"There is no <{root}> in the document.")
    end = f"</{root}>".encode()
    for start, following in zip(starts, [*starts[1:], len(body)], strict=True):
        stop = body.rfind(end, start, following)
        yield body[start : stop + len(end)] if stop >= 0 else body[start:following]


def xml(document: bytes) -> etree._Element:
    """The root of an XML document; nothing that it refers to is fetched or unfolded.

    Raises:
        ValueError: it is too broken to be read.
    """
    # Documents are cut out of their files, and with it from the DTD that would name these.
    plain = re.sub(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)", b"&amp;", document)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(plain, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root is None:
        raise ValueError("it is no XML")
    return root


def text_of(element: etree._Element | None) -> str | None:
    """All text within an element as one line."""
    return None if element is None else line(" ".join(str(part) for part in element.itertext()))
