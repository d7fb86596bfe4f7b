"""From bytes to text, though declared charsets lie: strict UTF-8, then what is declared, then what is likely."""

from codecs import lookup

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

# Each is a superset of what pages mean by these names: they declare the narrow one and use the wide one.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252", "ascii": "cp1252"}
# What is asked of the detector: with all that Python knows it takes Portuguese for Baltic.
LIKELY = [
    *("utf_8", "gb18030", "big5hkscs", "shift_jis", "euc_jp", "euc_kr"),
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
]
# Enough to tell an encoding by.
SAMPLE = 64 * 1024


def encoding_of(body: bytes, content_type: str = "") -> str:
    """The name of the encoding that `body` is most likely in; Python knows it."""
    bom, _ = read_bom(body)
    if bom:
        return bom
    if _reads(body, "utf-8"):
        return "utf-8"
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    for name in declared:
        if name and _reads(body, wide := _wide(name)):
            return wide
    found = from_bytes(body[:SAMPLE], cp_isolation=LIKELY).best()
    if found is not None:
        return _wide(found.encoding)
    return _wide(next((name for name in declared if name), "utf-8"))


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body` without its byte order mark; never raises."""
    return body.decode(encoding_of(body, content_type), "replace").removeprefix("\ufeff")


def _wide(name: str) -> str:
    try:
        plain = lookup(name).name
    except LookupError:
        return "utf-8"
    return WIDER.get(plain, plain)


def _reads(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
