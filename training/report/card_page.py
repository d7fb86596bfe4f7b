"""The model card as Markdown, for a person: what the model is for, what it was learned from, how good it is."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

# How the card of a bundle names its metrics, and how a reader knows them.
METRICS = {
    "log_loss": "log loss",
    "brier": "Brier score",
    "auc": "AUC",
    "pr_auc": "average precision",
    "ece": "expected calibration error",
    "lift_5": "lift in the top 5 %",
    "lift_10": "lift in the top 10 %",
}
WHO = {
    "all": "every known account",
    "buyers": "every account that bought before",
    "open": "every open lead",
    "new": "every new lead",
}


def card_page(card: dict[str, Any]) -> str:
    """The whole page from a bundle's card."""
    parts = (_head, _use, _data, _quality, _calibration, _grades, _signals, _search, _limits)
    written = ("\n".join(part(card)) for part in parts)
    return "\n\n".join(text for text in written if text) + "\n"


def day_of(card: dict[str, Any], moment: str) -> str:
    """The day of a moment of the card, in the time zone of the business (UTC if it is not known)."""
    return str(pd.Timestamp(card[moment]).tz_convert(card.get("time_zone", "UTC")).date())


def summary(card: dict[str, Any]) -> str:
    """What was chosen and why in both languages, and the table of candidates: what a run is described by."""
    because = card["selection"]["because"]
    return "\n\n".join((because["en"], because["zh"], candidate_table(card)))


def candidate_table(card: dict[str, Any]) -> str:
    """Every candidate with its forward metrics, before calibration; empty where none was judged."""
    chosen = card["selection"]["chosen"]
    rows = [
        [
            f"**{each['name']}**" if each["key"] == chosen else each["name"],
            *(_number(each["metrics"][name]) for name in ("log_loss", "auc", "pr_auc", "ece", "lift_5")),
            "–" if each["key"] == "base_rate" else _interval(each["gain"]),
        ]
        for each in card["selection"]["candidates"]
    ]
    head = ["candidate", "log loss", "AUC", "average precision", "ECE", "lift 5 %", "log loss saved (95 %)"]
    return "\n".join(table(head, rows)) if rows else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table; the first column is text, the others are numbers."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def _head(card: dict[str, Any]) -> Iterator[str]:
    yield f"# Model card: {card['model']}, known until {day_of(card, 'trained_until')}\n"
    if card["simulated"]:
        yield "**Trained on a simulated world: its numbers say nothing about real customers.**\n"
    yield "\n\n".join(card["selection"]["because"].values())


def _use(card: dict[str, Any]) -> Iterator[str]:
    task = card["task"]
    yield "## Intended use\n"
    happens = "it is won" if task["entity"] == "lead" else "it buys"
    yield (
        f"For {WHO[task['population']]}, the probability that {happens} within {task['horizon']}: to rank whom to call "
        "first, and to expect how many. It is no judgement of persons, and no proof of what a call would change."
    )


def _data(card: dict[str, Any]) -> Iterator[str]:
    yield "## Learned from\n"
    yield f"- Snapshot `{card['snapshot']}`, rows recorded by {card['trained_until']}"
    yield (
        f"- {card['cutoffs']} cut-offs every {card['task']['every']}, from {day_of(card, 'first_cutoff')} "
        f"to {day_of(card, 'last_cutoff')}"
    )
    share = card["purchases"] / max(card["rows"], 1)
    yield f"- {card['rows']:,} rows, of which {card['purchases']:,} ({share:.2%}) were followed by a purchase"
    if memory := card["selection"]["memory_days"]:
        yield f"- Only the last {memory:g} days are remembered: older ones did harm"


def _quality(card: dict[str, Any]) -> Iterator[str]:
    found = card["forward_metrics"]
    if not found:
        return
    blocks = card["selection"]["blocks"]
    yield f"## Quality, on {blocks} later blocks of time than it was fitted on\n"
    yield from table(["what serves, calibrated", "value"], [[METRICS[key], _number(found[key])] for key in METRICS])
    yield f"\nThe base rate's log loss on the same rows is {_number(found['base_log_loss'])}. Before calibration:\n"
    yield candidate_table(card)


def _calibration(card: dict[str, Any]) -> Iterator[str]:
    mapping = card["selection"]["calibration"]
    yield "## Calibration\n"
    yield (
        f"Log-odds are multiplied by {mapping['slope']:.3f} and shifted by {mapping['shift']:+.3f}, chosen forward in "
        "time. Intervals are of 80 %: the error of that map on the forward predictions, and how far their level "
        "wandered."
    )


def _grades(card: dict[str, Any]) -> Iterator[str]:
    found = card["grades"]
    if not found["grades"]:
        return
    yield "## Grades\n"
    yield (
        f"Of {found['rows']:,} forward predictions {found['base_rate']:.2%} came true. A grade begins at its "
        "threshold; `[grades]` in leadcast.toml sets others, and `leadcast grades` shows what they would have held.\n"
    )
    head = ["grade", "from", "a week", "share", "bought (95 %)", "times the base rate", "of all purchases", "by period"]
    yield from table(head, [_grade(each) for each in found["grades"]])


def _grade(each: dict[str, Any]) -> list[str]:
    if not each["rows"]:
        return [each["grade"], _number(each["threshold"]), "0", "0.0%", *["–"] * 4]
    periods = ", ".join("–" if part["precision"] is None else f"{part['precision']:.1%}" for part in each["periods"])
    return [
        each["grade"],
        _number(each["threshold"]),
        f"{each['per_week']:,.1f}",
        f"{each['share']:.1%}",
        f"{each['precision']:.1%} ({each['low']:.1%} to {each['high']:.1%})",
        "–" if each["lift"] is None else f"{each['lift']:.1f}",
        "–" if each["caught"] is None else f"{each['caught']:.1%}",
        periods,
    ]


def _signals(card: dict[str, Any]) -> Iterator[str]:
    yield "## Public signals\n"
    found = card["signals"]
    if found is None:
        yield "The history has none, or no model that could use them serves."
        return
    yield (
        f"Log loss with them {_number(found['with'])}, without them {_number(found['without'])}; "
        f"they save {_interval(found['gain'])}."
    )


def _search(card: dict[str, Any]) -> Iterator[str]:
    if found := card.get("search"):
        yield "## Search for settings\n"
        yield f"{found['tried']} trials on {found['rows']:,} rows, study `{found['study']}`."
        yield found["because"]["en"] + "\n"
        tried = [[f"`{name}`", f"{value:.4g}"] for name, value in found["best"].items()]
        yield from table(["best setting found", "value"], tried)


def _limits(card: dict[str, Any]) -> Iterator[str]:
    yield "## Limits\n"
    yield "- Who behaves like nobody in the history is scored by analogy; a new market needs a new training."
    yield "- Metrics are of the past blocks that also chose the model; `leadcast backtest` tests on others."
    yield "- Levels drift: `leadcast monitor` says when promises and outcomes part."
    if card["win"]:
        yield f"- There is no win model, and so no sandbox: {card['win']}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _interval(found: dict[str, float | None]) -> str:
    return f"{_number(found['mean'])} ({_number(found['low'])} to {_number(found['high'])})"
