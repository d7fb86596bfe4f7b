"""Text files in any encoding, made readable as UTF-8: DuckDB reads only UTF-8, UTF-16 and Latin-1, and must be told."""

import codecs
import zlib
from collections.abc import Iterator
from pathlib import Path

import charset_normalizer

from history.importing.files import JSON, TABULAR, files, is_named, linked, packed, unpacked

_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = b',;\t\n":'
_PIECE = 1 << 20
_SAMPLE = 1 << 16
# Of the characters beyond ASCII, how many must be common ones before a text is taken to be Chinese in that encoding.
_COMMON = 0.8


def mirror(export: Path, folder: Path) -> tuple[Path, list[str]]:
    """A folder to read `export` from with every text file in UTF-8, and what was done, file by file.

    That is `export` itself if all of it is UTF-8. Else `folder` becomes its mirror: links to what can be read as it is,
    and copies of what was decoded. Hidden files and folders are left out.
    """
    texts = (path for path in files(export) if is_named(path, (*TABULAR, *JSON)))
    found = {path: encoding for path in texts if (encoding := _encoding(path))}
    if not found:
        return export, []
    notes = []
    for path, target in linked(export, folder, found):
        damaged = _transcode(path, target, found[path])
        notes.append(_note(path.relative_to(export), found[path], damaged))
    return folder, notes


def decode(data: bytes) -> str:
    """`data` as text: UTF-8, with or without a byte order mark, or what it looks like."""
    encoding = _by_mark(data) or ("utf-8-sig" if _is_utf8(iter([data])) else _by_looks(data)) or "utf-8-sig"
    return data.decode(encoding, errors="replace")


def _note(path: Path, encoding: str, damaged: int) -> str:
    marks = f", but {damaged} characters cannot be, and became \N{REPLACEMENT CHARACTER}" if damaged else ""
    return f"{path.as_posix()} is read as {encoding}{marks}"


def _pieces(path: Path) -> Iterator[bytes]:
    with unpacked(path) as file:
        while piece := file.read(_PIECE):
            yield piece


def _encoding(path: Path) -> str | None:
    """The encoding to decode the file from; None where it is UTF-8, or no text at all, or cannot be unpacked."""
    try:
        head = next(_pieces(path), b"")
        if marked := _by_mark(head):
            return None if marked == "utf-8-sig" and not is_named(path, JSON) else marked
        return None if _is_utf8(_pieces(path)) else _by_looks(_telling(path))
    except (OSError, EOFError, zlib.error):
        return None


def _by_mark(head: bytes) -> str | None:
    """UTF by its byte order mark, or by where the zero bytes of its commas and line ends stand; None if by neither."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for mark, encoding in _BOMS.items():
        if head.startswith(mark):
            return encoding
    if b"\0" not in head:
        return None
    sample = head[:_SAMPLE]
    if _are_wide(sample[::2], sample[1::2]):
        return "utf-16-le"
    return "utf-16-be" if _are_wide(sample[1::2], sample[::2]) else None


def _are_wide(low: bytes, high: bytes) -> bool:
    """Whether these are the low and the high bytes of UTF-16: in most of its separators the high one is zero.

    A zero byte anywhere else tells nothing: a cell may hold one by mistake, and 一 ends with one.
    """
    beside = [above for below, above in zip(low, high, strict=False) if below in _SEPARATORS]
    return 2 * beside.count(0) > len(beside)


def _is_utf8(pieces: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling(path: Path) -> bytes:
    """The first lines that hold something beyond ASCII: only they tell one encoding from another."""
    sample = bytearray()
    with unpacked(path) as file:
        for line in file:
            if not line.isascii():
                sample += line
            if len(sample) > _SAMPLE:
                break
    return bytes(sample)


def _by_looks(sample: bytes) -> str | None:
    """The most likely encoding of text that is not UTF-8; None if nothing fits.

    GB2312 and GBK are parts of GB18030 and are read as such. Chinese is told from Big5, and either from Western texts,
    by how common the characters would be.
    """
    text = sample.decode("utf-8", errors="replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if sum(not character.isascii() for character in text) > 20 * damaged:
        return "utf-8"
    shares = {encoding: _share_common(sample, encoding) for encoding in ("gb18030", "big5")}
    likely = max(shares, key=lambda encoding: shares[encoding])
    if shares[likely] >= _COMMON:
        return likely
    matches = list(charset_normalizer.from_bytes(sample))
    # Its favourite for Western texts is cp1250; the same evidence speaks for the far more common cp1252.
    western = [match for match in matches if match.encoding == "cp1252" and match.coherence >= matches[0].coherence]
    return next((match.encoding for match in [*western, *matches]), None)


def _share_common(sample: bytes, encoding: str) -> float:
    """How many of the characters beyond ASCII are among the everyday ones of that encoding's own standard."""
    standard, last = ("gb2312", 0xD7) if encoding == "gb18030" else ("big5", 0xC6)
    beyond = [character for character in sample.decode(encoding, errors="replace") if not character.isascii()]
    encoded = (character.encode(standard, errors="replace") for character in beyond)
    return sum(len(pair) == 2 and pair[0] <= last for pair in encoded) / max(len(beyond), 1)


def _transcode(source: Path, target: Path, encoding: str) -> int:
    """Write `source` as UTF-8, packed as it was; returns how many characters could not be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    damaged = 0
    with packed(target) as file:
        for piece in _pieces(source):
            text = decoder.decode(piece)
            damaged += text.count("\N{REPLACEMENT CHARACTER}")
            file.write(text.encode("utf-8", errors="replace"))
        file.write(decoder.decode(b"", final=True).encode("utf-8", errors="replace"))
    return damaged
