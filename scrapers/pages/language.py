"""Which of the two languages a text is in, by its script."""

import re

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WIDE = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")


def language(text: str, declared: str | None = None) -> str:
    """`zh` or `en`; what is neither counts as `en`. A text without letters is what it is declared to be."""
    if not _LETTER.search(text):
        return "zh" if (declared or "").lower().startswith("zh") else "en"
    chinese = 0 if text.isascii() else len(_HAN.findall(text))
    # A Chinese page names many products and codes in Latin letters, an English one next to nothing in Chinese.
    return "zh" if chinese and chinese > 0.15 * len(_LETTER.findall(text)) else "en"


def wide(text: str) -> int:
    """How many Chinese characters are in a text: each tells as much as several letters."""
    return 0 if text.isascii() else len(_WIDE.findall(text))
