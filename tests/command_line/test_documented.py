"""The pages of the documentation: links lead somewhere, and commands are ones that the command line takes."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from leadcast import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/*.md")])
FENCE = re.compile(r"^```(\w*)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Language and content of each block of code."""
    fences = list(FENCE.finditer(text))
    for opened, closed in list(pairwise(fences))[::2]:
        yield opened[1], text[opened.end() : closed.start()]


def prose(text: str) -> str:
    """What stands outside the blocks of code."""
    for _, block in blocks(text):
        text = text.replace(block, "\n")
    return text


def anchors(page: Path) -> set[str]:
    """Where links into a page may lead, as GitHub makes them of its headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of each `leadcast …` in a block of shell, without comments."""
    for language, block in blocks(text):
        for line in block.replace("\\\n", " ").splitlines() if language in ("sh", "") else ():
            if line.startswith("leadcast "):
                yield shlex.split(line, comments=True)[1:]


def taken(arguments: list[str]) -> None:
    """Fails where the command line would refuse them."""
    command: Any = get_command(app)
    context = command.make_context("leadcast", list(arguments))
    while hasattr(command, "resolve_command") and (rest := [*context._protected_args, *context.args]):
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("name", NAMES)
def test_every_block_of_code_is_closed(name: str) -> None:
    """Else all that follows is code; and a heading stands apart."""
    text = (ROOT / name).read_text(encoding="utf-8")

    assert [] == [fence[0] for fence in list(FENCE.finditer(text))[1::2] if fence[1]]
    assert 0 == len(FENCE.findall(text)) % 2
    assert [] == re.findall(r"[^\n]\n#+ .+", prose(text))


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    """To a file that is there, and to a heading that it has; addresses elsewhere are not asked."""
    page = ROOT / name
    for link in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        if "://" not in link:
            target = page if not path else page.parent / path
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


def test_every_image_is_shown() -> None:
    """One that no page links to grows old unseen."""
    linked = {link for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))}

    assert [] == [each.name for each in ROOT.glob("docs/images/*") if f"docs/images/{each.name}" not in linked]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_one(name: str) -> None:
    """With the options that it has."""
    for arguments in commands((ROOT / name).read_text(encoding="utf-8")):
        taken(arguments)


def examples(command: Any) -> Iterator[str]:
    """The example of a command, and of all below it."""
    if command.epilog:
        yield from re.sub(r"^Examples?: ", "", command.epilog).split("; ")
    for below in getattr(command, "commands", {}).values():
        yield from examples(below)


def test_every_example_of_the_help_is_a_command() -> None:
    """As the help of each command shows it."""
    shown = list(examples(get_command(app)))

    for example in shown:
        taken(shlex.split(example)[1:])
    assert 30 < len(shown)


def without_example(command: Any, name: str) -> Iterator[str]:
    """The names of the command, and of those below it, whose help shows no example."""
    if not command.epilog:
        yield name
    for below, each in getattr(command, "commands", {}).items():
        yield from without_example(each, f"{name} {below}")


def test_every_help_shows_an_example() -> None:
    """Of commands that only have others below them, too."""
    assert [] == list(without_example(get_command(app), "leadcast"))


def test_there_are_commands() -> None:
    """The test above looks at something."""
    assert 60 < sum(len(list(commands(page.read_text(encoding="utf-8")))) for page in PAGES)


def test_a_wrong_option_would_be_found() -> None:
    """The same way."""
    with pytest.raises(Exception, match="--nonsense"):
        taken(["keys", "list", "--nonsense"])
