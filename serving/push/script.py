"""How a message is written: in which language, as Markdown or plain, with links to where."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from history.names import Names
from models.evidence import Text
from models.phrases import Phrases, Value
from serving.wording import Language

PHRASES = Phrases(Path(__file__).parent)
_SPECIAL = re.compile(r"([\\`*_\[\]#~|])")
LONGEST, LONGEST_SENTENCE = 120, 300


@dataclass(frozen=True)
class Script:
    """`base_url` is where the pages are served; without it nothing is linked. `names` are those that readers know."""

    language: Language
    markdown: bool
    base_url: str = ""
    names: Names = field(default_factory=Names)

    def say(self, key: str, **values: Value) -> str:
        """A phrase in the language of the script."""
        return str(getattr(PHRASES(key, **values), self.language))

    def quoted(self, text: str, longest: int = LONGEST) -> str:
        """What others wrote, on one line, cut where it is long: nothing in it is markup, or calls a whole channel."""
        line = " ".join(text.split()).replace("<", "＜").replace(">", "＞").replace("@", "＠")
        short = line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
        return _SPECIAL.sub(r"\\\1", short) if self.markdown else short

    def called(self, name: str | None) -> str:
        """A region as readers of the script's language are shown it; empty for none."""
        return self.quoted(self.names.shown(name, self.language)) if name else ""

    def sentence(self, text: Text | None) -> str:
        """One of ours, which names what others wrote, in the language of the script; empty for none."""
        return self.quoted(getattr(text, self.language), LONGEST_SENTENCE) if text else ""

    def bold(self, text: str) -> str:
        """Set off from the rest."""
        return f"**{text}**" if self.markdown else f"【{text}】" if self.language == "zh" else f"== {text} =="

    def headed(self, heading: str, block: str) -> str:
        """A heading with what stands below it; Markdown takes a list for one only after an empty line."""
        return f"{self.bold(heading)}\n\n{block}" if self.markdown else f"{self.bold(heading)}\n{block}"

    def linked(self, name: str, *path: str) -> str:
        """A name that leads to a page of ours; in plain text `address` stands below."""
        address = self.address(*path)
        return f"[{self.quoted(name)}]({address})" if self.markdown and address else self.quoted(name)

    def address(self, *path: str) -> str:
        """That of a page of ours, empty without a `base_url`."""
        return "/".join([self.base_url.rstrip("/"), *(quote(part, safe="") for part in path)]) if self.base_url else ""

    def outside(self, url: str | None) -> str:
        """A link to where something was published, empty where that is not known."""
        if not url or not url.startswith(("http://", "https://")):
            return ""
        safe = quote(url, safe=":/?&=%#+,;~@!-._")
        return f"[{self.say('source')}]({safe})" if self.markdown else safe

    def joined(self, *parts: str) -> str:
        """Those that say something, side by side."""
        return " · ".join(part for part in parts if part)

    def block(self, first: str, *below: str) -> str:
        """An entry of a list, what belongs to it on lines below."""
        mark, turn = ("- ", "  \n") if self.markdown else ("• ", "\n")
        return turn.join([mark + first, *("  " + line for line in below if line)])
