"""What to do next where a question is not understood: names that were nearly said, or an example to follow."""

import difflib
from collections.abc import Iterable, Iterator

from models.question.names import quoted
from models.question.vocabulary import CALLED, LANGUAGES, Vocabulary

# Names near to a word: of two Chinese names that differ in one of three characters one is the other's misspelling, of
# short Latin words, such as last and East, not. With these, 13 of 1,821 words of the documentation were taken for names
# of the demo, and 70 with .7 for all; of names with one wrong letter 98 % of the long and 61 % of the short were found.
_NEAR_HAN, _NEAR_LATIN = 0.66, 0.8
_SHORTEST_LATIN = 4


def did_you_mean(unknown: list[str], vocabulary: Vocabulary) -> str:
    """The names that the unknown words are near to; else an example, and the regions that are known."""
    names = {name.lower(): name for name in (*vocabulary.others, *vocabulary.own)}
    if near := [names[close] for word in unknown for close in _near(word.lower(), names)]:
        listed = list(dict.fromkeys(near))
        return f"是不是想说“{'、'.join(listed)}”？ Did you mean {', '.join(listed)}?"
    example = say_it_so(vocabulary)
    if not vocabulary.regions:
        return example
    zh, en = (vocabulary.listed(vocabulary.regions, language) for language in LANGUAGES)
    # What is said in both languages is Chinese first; the last full stop of Chinese before a space is where English
    # begins.
    chinese, english = example.split("。 ", 1)
    return f"{chinese}。已知区域：{zh}。 {english} Known regions: {en}."


def _near(word: str, names: Iterable[str]) -> list[str]:
    if not word.isascii():
        return difflib.get_close_matches(word, names, 1, _NEAR_HAN)
    long = [name for name in names if len(name) >= _SHORTEST_LATIN]
    return difflib.get_close_matches(word, long, 1, _NEAR_LATIN) if len(word) >= _SHORTEST_LATIN else []


def say_it_so(vocabulary: Vocabulary) -> str:
    """An example of a question in the names of the history itself, in both languages."""
    zh = "".join(_example(vocabulary, "zh"))
    en = "".join(_example(vocabulary, "en"))
    return f"请换一种说法，或使用表单，例如：{zh}。 Say it another way or use the form, for example: {en}."


def _example(vocabulary: Vocabulary, language: str) -> Iterator[str]:
    region, industry = (_shown(vocabulary, kind, language) for kind in ("regions", "industries"))
    if language == "zh":
        yield f"下周{region}新增200条线索"
        yield f"，其中{industry}占60%" if industry else ""
    else:
        yield f"200 more leads{f' in {region}' if region else ''} next week"
        yield f", 60% {industry}" if industry else ""


def _shown(vocabulary: Vocabulary, kind: str, language: str) -> str:
    """The first name of the kind, as a question may say it, that is of no other kind and needs no quotes if possible;
    "" where there is none."""
    others = {name.lower() for other in CALLED if other != kind for name in vocabulary.of(other)}
    known = [name for name in vocabulary.of(kind) if name.lower() not in others | {"unknown"}]
    said = [quoted(vocabulary.names.shown(name, language)) for name in known]
    return min(said, key=lambda name: name.startswith("“"), default="")
