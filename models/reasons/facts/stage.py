"""Where a lead stands: its stage and since when, what it skipped, and who else stands there."""

from models.phrases import Value
from models.reasons.view import Fact, View
from models.reasons.words import stage_name


def stage(view: View) -> Fact | None:
    """The stage, since when, and how many stages it skipped on the way or entered again."""
    moves = view.moves
    if not moves:
        return Fact("stage-none", {}, [view.lead] if view.lead else [])
    last = moves[-1]
    said: dict[str, Value] = {**view.dated(last.at), "stage": stage_name(last["stage"])}
    skipped, again = view.number("stage_skipped"), len(moves) - len({row["stage"] for row in moves})
    if not view.raises and again:
        return Fact("stage-again", said | {"n": again}, moves)
    if not view.raises and skipped:
        return Fact("stage-skipped", said | {"n": round(skipped)}, moves)
    return Fact("stage" if view.raises or view.ago(last.at) == 0 else "stage-still", said, [last])


def queue(view: View) -> Fact | None:
    """How many stand in the same stage, how many of them longer, and how fast it is being left."""
    found, stage = view.numbers("level_stage_open", "level_stage_left_14d"), view.name("stage")
    if not view.moves:
        return Fact("stage-none", {}, [view.lead] if view.lead else [])
    if found is None or stage is None:
        return None
    said: dict[str, Value] = {"stage": stage_name(stage), "open": round(found[0]), "left": round(found[1])}
    share = view.number("queue_ahead_share")
    if share is None:
        return Fact("queue", said)
    return Fact("queue-place", said | {"ahead": round(share * found[0])})
