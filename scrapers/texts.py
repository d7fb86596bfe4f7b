"""Plain text from markup, and moments from what documents write for them."""

import email.utils
import html
import re
from datetime import UTC, date, datetime, time, timedelta

from lxml import etree
from lxml import html as markup

from scrapers.records import Dated

_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "br", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section"))
# Clocks differ: a moment this little ahead of ours is now.
SLACK = timedelta(minutes=10)


def plain(text: str | None) -> str | None:
    """The text of an HTML fragment, a line a block; None where nothing is left. Entities may be escaped twice."""
    if not text or not text.strip():
        return None
    if "<" not in text and "&lt;" in text:
        text = html.unescape(text)
    try:
        root = markup.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return line(re.sub(r"<[^>]*>", " ", text))
    for element in root.iter(*_BLOCKS):
        element.tail = f"\n{element.tail or ''}"
    lines = (line(each) for each in str(root.text_content()).splitlines())
    return "\n".join(each for each in lines if each) or None


def line(text: object) -> str | None:
    """One line without needless space; None for anything but text with something in it."""
    if not isinstance(text, str):
        return None
    return " ".join(html.unescape(text).split()) or None


def dated(value: object, source: str, now: datetime) -> Dated | None:
    """A moment from ISO 8601, RFC 5322, a bare day, or milliseconds since 1970; None if it is none, or after `now`.

    A time without a zone is taken as UTC.
    """
    if isinstance(value, bool) or value is None:
        return None
    found = _of_number(value, source) if isinstance(value, int | float) else _of_text(str(value).strip(), source)
    return found if found is not None and found.at <= now + SLACK else None


def _of_number(value: float, source: str) -> Dated | None:
    try:
        return Dated(datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC), source)
    except (OverflowError, OSError, ValueError):
        return None


def _of_text(text: str, source: str) -> Dated | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        moment = _moment(text)
        return None if moment is None else Dated(moment, source)
    return Dated(datetime.combine(day, time(), UTC), source, day_only=True)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
