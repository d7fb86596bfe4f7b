"""Names of regions, industries, sources and products in a question, and of which kind each is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from models.question.reading import NAME, Reading, contradictory, plain, puzzled
from models.question.vocabulary import CALLED, LANGUAGES, ONE_OF, Vocabulary
from models.question.wording import is_grammar

OPENING, CLOSING = "“\"「『‘'", "”\"」』’'"
# Planners leave these off: 广东省 is 广东, 制造业 is 制造.
_ENDINGS = ("地区", "大区", "行业", "区", "省", "市", "业")
_LATIN = "a-z0-9À-ɏ"
# One direction, however it is written: Northeast, North East, north-east.
_BETWEEN = re.compile(r"\b(north|south)([ -]?)(east|west)(?=\b|ern)")
_APART = '两个名称请用逗号或“和”分开。 Put a comma or an "and" between two names.'

# The names that a mention may stand for, by kind.
Kinds = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mention:
    """One mention: what it may be called in each kind, and the text itself."""

    said: str
    kinds: Kinds


def quoted(name: str) -> str:
    """`name` as a question understands it: as it stands, or in quotes."""
    form = plain(name)
    wordy = re.fullmatch(r"[^\W\d_](?:[\w &'-]*[^\W\d_])?", form)
    return name if wordy and not is_grammar(form) else f"{OPENING[0]}{name}{CLOSING[0]}"


def mark_names(reading: Reading) -> None:
    """Put a token in place of every name; each means a `Mention`.

    A name that is a word of the grammar, such as "A", is one only in quotes or beside what it is, as in product A.

    Raises:
        UserError: two names of a kind stand together like one that is not known, as in "website ads".
    """
    text = reading.rest.lower()
    forms = {form: kinds for form, kinds in _forms(reading.vocabulary).items() if form in text}
    if not forms:
        return

    def mention(match: re.Match[str]) -> Mention | None:
        kinds = forms.get(match["name"].lower())
        return Mention(match["name"], _narrowed(kinds, match, forms)) if kinds else None

    def bound(match: re.Match[str]) -> Mention | None:
        kinds = forms.get(match["name"].lower(), {})
        beside = _beside(match, forms)
        return Mention(match["name"], {beside: kinds[beside]}) if beside in kinds else None

    reading.mark("NAME", f"[{OPENING}]{_any_of(forms)}[{CLOSING}]", mention)
    free = [form for form in forms if not is_grammar(form)]
    if len(free) < len(forms):
        reading.mark("NAME", _any_of(set(forms) - set(free)), bound)
    if free:
        reading.mark("NAME", _any_of(free), mention)
    _refuse_joined(reading)


def _refuse_joined(reading: Reading) -> None:
    for match in re.finditer(rf"(?=({NAME})[ -]({NAME}))", reading.rest):
        first, second = (reading.meaning(token) for token in match.groups())
        joined = reading.said(match.string[match.start(1) : match.end(2)])
        if first.kinds.keys() & second.kinds.keys() and re.fullmatch(rf"[{_LATIN} -]+", joined, re.IGNORECASE):
            raise puzzled([joined], _APART)


def name_of(reading: Reading, token: str, kind: str) -> str | None:
    """What the mention is called as a region, industry, source or product; None if it is no such.

    Raises:
        UserError: several names of that kind differ in nothing but small and capital letters or their width.
    """
    mention: Mention = reading.meaning(token)
    names = mention.kinds.get(kind, ())
    exact = [name for name in names if plain(name) == mention.said] or list(names)
    if len(exact) > 1:
        zh, en = (reading.vocabulary.listed(exact, language) for language in LANGUAGES)
        raise contradictory(
            f"“{mention.said}”可能是 {zh} 中的任何一个",
            f'"{mention.said}" may be any of {en}',
            "请使用表单。 Use the form instead.",
        )
    return exact[0] if exact else None


def kind_of(reading: Reading, token: str) -> str:
    """Of which kind the mention is.

    Raises:
        UserError: it may be of several.
    """
    mention: Mention = reading.meaning(token)
    if len(mention.kinds) > 1:
        zh, en = (
            "、".join(ONE_OF[kind][0] for kind in mention.kinds),
            " and ".join(ONE_OF[kind][1] for kind in mention.kinds),
        )
        word = ONE_OF[next(iter(mention.kinds))]
        raise contradictory(
            f"“{mention.said}”同时是{zh}的名称",
            f'"{mention.said}" is the name of {en}',
            f"请写明是哪一种，例如：{word[0]}“{mention.said}”。 "
            f"Say which, for example: {word[1].split()[-1]} {mention.said}.",
        )
    return next(iter(mention.kinds))


def _narrowed(kinds: Kinds, match: re.Match[str], forms: Iterable[str]) -> Kinds:
    """Only the kind that the words beside the name or the heading before it say, where they say one."""
    for kind in (_beside(match, forms), _heading(match)):
        if kind in kinds:
            return {kind: kinds[kind]}
    return kinds


def _beside(match: re.Match[str], forms: Iterable[str]) -> str:
    """The kind that the words directly before or after the name say; "" if they say none."""
    before, after = match.string[: match.start()].lower(), match.string[match.end() :].lower()
    for kind, words in CALLED.items():
        found = re.search(rf"(?:(?<![a-z])|(?<![\x00-\x7f]))(?:{words})(?:\s|:|为|是)*$", before)
        # What follows a name belongs to that name: 未知地区未知来源.
        if found and not before[: found.start()].rstrip().endswith((*forms, *CLOSING)):
            return kind
    apart = "" if len(match["name"]) == 1 else r"\s?"
    return next((kind for kind, words in CALLED.items() if re.match(rf"{apart}(?:{words})", after)), "")


def _heading(match: re.Match[str]) -> str:
    """The kind of the list that the name is in, as in "regions: A 60%, B 40%"; "" outside any."""
    before = re.sub("“[^”]*”", "", match.string[: match.start()])
    part = re.split(r"[;。|]", before)[-1]
    found = [
        (at.start(), kind) for kind, words in CALLED.items() for at in re.finditer(rf"(?:{words})\s?:", part, re.I)
    ]
    return max(found, default=(0, ""))[1]


def _any_of(forms: Iterable[str]) -> str:
    """A pattern for any of the forms, longer ones first."""
    return "(?P<name>" + "|".join(map(_edged, sorted(forms, key=len, reverse=True))) + ")"


def _edged(form: str) -> str:
    # Not \b: Chinese characters are letters too, and stand right beside a Latin name.
    before = f"(?<![{_LATIN}])" if re.match(f"[{_LATIN}]", form) else ""
    after = f"(?![{_LATIN}])" if re.search(f"[{_LATIN}]$", form) else ""
    return before + re.escape(form) + after + (r"(?!%|\.\d)" if form[-1].isdigit() else "")


@lru_cache(maxsize=64)
def _forms(vocabulary: Vocabulary) -> dict[str, Kinds]:
    """The names by how they may be written: as they are, called otherwise, in the plural, or without their ending."""
    exact: dict[str, Kinds] = {}
    called: dict[str, Kinds] = {}
    loose: dict[str, Kinds] = {}
    for kind in CALLED:
        for name in vocabulary.of(kind):
            form = plain(name).lower()
            _add(exact, form, kind, name)
            also = dict.fromkeys(plain(other).lower() for other in vocabulary.names.others(name))
            for other in also:
                _add(called, other, kind, name)
            for other in dict.fromkeys([*_others(form), *also, *(more for each in also for more in _others(each))]):
                _add(loose, other, kind, name)
    return _certain(loose) | _certain(called) | {form: kinds for form, kinds in exact.items() if form}


def _add(forms: dict[str, Kinds], form: str, kind: str, name: str) -> None:
    kinds = forms.setdefault(form, {})
    kinds[kind] = (*kinds.get(kind, ()), name)


def _certain(forms: dict[str, Kinds]) -> dict[str, Kinds]:
    return {form: kinds for form, kinds in forms.items() if all(len(names) == 1 for names in kinds.values())}


def _others(form: str) -> Iterator[str]:
    if between := _BETWEEN.search(form):
        written = (_BETWEEN.sub(rf"\1{sign}\3", form) for sign in ("", " ", "-") if sign != between[2])
        yield from written
    if re.search("[a-z]{2}$", form):
        yield form[:-1] if form.endswith("s") else f"{form}s"
    for ending in _ENDINGS:
        if len(form) >= len(ending) + 2 and form.endswith(ending):
            yield form.removesuffix(ending)
            return
