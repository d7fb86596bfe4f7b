"""Whether features hold anything from the future: what was recorded after a moment is changed, and they must not be.

Three changes, each of which must leave every bit as it was. *Removed*: rows recorded later are gone. *Shuffled in
time*: they are there, with their values mixed up and their events moved to before the moment, so that a feature shows
itself which asks when something happened and not when it was known, even where a history records all at once. *Shifted
cut-off*: the moment is built together with one a horizon later, so that whatever is learned across cut-offs (a mean, a
scale, a fill) shows. A later cut-off may honestly be scored better, so gains are not compared; bits are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from features.build import Rows, build
from features.frame import CUTOFF, ENTITY, feature_names
from features.spec import Spec
from history.record import History
from history.tables import RECORDED, TABLES, Kind
from models.artifact import Bundle
from models.sandbox.answer.forecast import Note
from training.gate.rule import Verdict, judged, not_applicable

Builder = Callable[[History, Sequence[datetime], Rows, Spec], pd.DataFrame]

# Where the events of shuffled rows go, in days around the moment.
EARLIEST, LATEST = -90.0, 30.0


@dataclass(frozen=True)
class Probe:
    """Features as of `moment`: what they are built with, and from what."""

    candidate: Bundle
    history: History
    moment: pd.Timestamp
    builder: Builder

    def table(self, history: History, *others: pd.Timestamp) -> pd.DataFrame:
        """The rows of the moment, built from `history` together with the cut-offs `others`."""
        moments = [self.moment, *others]
        built = self.builder(history, moments, self.candidate.rows, self.candidate.spec)
        return built[built[CUTOFF] == self.moment].sort_values(ENTITY, ignore_index=True)


def looks_ahead(candidate: Bundle, history: History, seed: int, builder: Builder = build) -> Verdict:
    """Probe at the candidate's last cut-off and half-way to it."""
    first, last = (pd.Timestamp(candidate.card[name]) for name in ("first_cutoff", "last_cutoff"))
    moments = [moment for moment in (first + (last - first) / 2, last) if _later(history, moment)]
    if not moments:
        return not_applicable("future", "Nothing was recorded after its cut-offs.", "截止时点之后没有记录。")
    probes = [Probe(candidate, history, moment.floor("s"), builder) for moment in moments]
    changed = {how: sorted({name for probe in probes for name in _changed(probe, how, seed)}) for how in WAYS}
    later = [_later(history, moment) for moment in moments]
    numbers = {"moments": [each.isoformat() for each in moments], "later_rows": later, "changed": changed}
    return judged("future", any(changed.values()), _said(changed, sum(later)), numbers)


def _later(history: History, moment: pd.Timestamp) -> int:
    return sum(int((rows[RECORDED] > moment).sum()) for rows in history.tables.values())


WAYS = {
    "removed": Note("removed", "删除"),
    "shuffled": Note("shuffled in time", "在时间上打乱"),
    "shifted": Note("built with a later cut-off", "与更晚的截止时点一起构建"),
}


def _said(changed: dict[str, list[str]], later: int) -> Note:
    found = {how: names for how, names in changed.items() if names}
    if not found:
        return Note(
            f"Every feature is bit-equal with {later:,} later rows removed, shuffled in time, and beside a later "
            "cut-off.",
            f"删除或在时间上打乱之后的 {later:,} 行记录，或加入更晚的截止时点，所有特征逐位不变。",
        )
    english = "; ".join(f"{WAYS[how].en}: {_some(names)}" for how, names in found.items())
    chinese = "；".join(f"{WAYS[how].zh}：{_some(names)}" for how, names in found.items())
    return Note(f"Features change with what comes later ({english}).", f"特征随之后的记录而变（{chinese}）。")


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")


def _changed(probe: Probe, how: str, seed: int) -> list[str]:
    plain = probe.table(probe.history)
    if how == "removed":
        return differing(plain, probe.table(probe.history.known_by(probe.moment)))
    if how == "shuffled":
        return differing(plain, probe.table(shuffled(probe.history, probe.moment, seed)))
    return differing(plain, probe.table(probe.history, probe.moment + probe.candidate.horizon))


def differing(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """The features that are not equal to the last bit, NaN being equal to NaN; "rows" where other entities stand."""
    if not one[ENTITY].equals(other[ENTITY]):
        return ["rows"]
    names = dict.fromkeys((*feature_names(one), *feature_names(other)))
    return [name for name in names if name not in one or name not in other or not one[name].equals(other[name])]


def shuffled(history: History, moment: pd.Timestamp, seed: int) -> History:
    """The same history up to `moment`; of the rows recorded later each column is mixed, and events happen any time."""
    random = np.random.default_rng(seed)
    return History.of(
        history.business, **{name: _mixed(name, rows, moment, random) for name, rows in history.tables.items()}
    )


def _mixed(name: str, rows: pd.DataFrame, moment: pd.Timestamp, random: np.random.Generator) -> pd.DataFrame:
    later = np.flatnonzero(rows[RECORDED] > moment)
    mixed = rows.copy()
    for column in TABLES[name].columns:
        values = rows[column.name].iloc[random.permutation(later)]
        if column.kind == Kind.TIME:
            days = pd.to_timedelta(random.uniform(EARLIEST, LATEST, len(later)), unit="D").floor("us")
            values = pd.Series(moment + days, dtype=rows[column.name].dtype).where(values.notna().to_numpy())
        mixed.loc[later, column.name] = values.to_numpy() if column.kind != Kind.TIME else values.array
    return mixed
