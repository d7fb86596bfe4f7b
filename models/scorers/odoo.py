"""Odoo's predictive lead scoring: naive Bayes over frequency tables, from a description of what it does.

Odoo counts leads when they are closed. A feature table holds snapshots of leads that were open, so each lead is counted
once, as it stood in its last snapshot, and as won where that snapshot's label says so. A lead that is lost, or still
open when the table ends, was not won within its last horizon, and counts as lost.

The team is the lead's region, since Odoo's sales teams are groups of reps, mostly by place, and a region has a past
long enough for a table of its own; a rep has not, and is a field like the others. A lead whose stage is unknown stands
in the first one, as every lead does where a history has no stages. So both counts of the first stage are above zero in
every table, and there is always a score; a region never seen, or unknown, is scored by the table of everybody.
"""

import json
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import KEYS
from models.scorers.columns import Columns
from models.scorers.latest import latest_rows
from models.scorers.scorer import Labels, Probabilities, within

FILE = "frequencies.json"
TEAM, STAGE = "region", "stage"
FIELDS = ("industry", "source", "product", "rep")
NEW_ROW = 0.1
FIRST_STAGE = "first"

Counts = npt.NDArray[np.float64]
# By field and value: how often won and lost.
Frequencies = dict[str, dict[str, Counts]]
EVERYBODY = ""


class OdooScore:
    """A lead's chance by the frequencies of its stage, industry, source, product and rep, in its region's own table.

    Percentages have two decimals and stay within 0.01 and 99.99. Without any column to go by it gives the share of
    leads won.
    """

    name = "Odoo's lead scoring"

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Count each lead once, in its region's table and in that of everybody."""
        self.columns_ = Columns.of(table[[*KEYS, *(name for name in (TEAM, STAGE, *FIELDS) if name in table)]])
        last = latest_rows(table)
        rows, won = self._values(table.iloc[last]), labels[last]
        self.stages_ = self.columns_.categories.get(STAGE, (FIRST_STAGE,))
        teams = [team for team in rows[TEAM].unique() if team]
        self.tables_ = {str(team): self._counted(rows, won, (rows[TEAM] == team).to_numpy()) for team in sorted(teams)}
        unnamed = self._counted(rows, won, (rows[TEAM] == "").to_numpy())
        self.tables_[EVERYBODY] = _summed([*self.tables_.values(), unnamed])
        return self

    def _values(self, table: pd.DataFrame) -> pd.DataFrame:
        """The lead's values as text, "" where unknown; the stage as its rank, 0 where unknown."""
        codes = self.columns_.codes(table)
        found = pd.DataFrame("", index=range(len(table)), columns=[TEAM, *FIELDS])
        stage = np.zeros(len(table))
        for position, name in enumerate(self.columns_.names):
            if name == STAGE:
                stage = np.nan_to_num(codes[:, position])
            else:
                values = np.array([*self.columns_.categories[name], ""], dtype=object)
                found[name] = values[np.nan_to_num(codes[:, position], nan=-1).astype(np.int64)]
        return found.assign(**{STAGE: stage.astype(np.int64)})

    def _counted(self, rows: pd.DataFrame, won: Labels, keep: npt.NDArray[np.bool_]) -> Frequencies:
        """The table of the rows that `keep` marks; empty where there are none."""
        some, outcome = rows[keep], won[keep]
        found: Frequencies = {name: _counts(some[name].to_numpy(), outcome) for name in FIELDS}
        return found | ({STAGE: self._stage_counts(some[STAGE].to_numpy(), outcome)} if len(some) else {STAGE: {}})

    def _stage_counts(self, rank: npt.NDArray[np.int64], won: Labels) -> dict[str, Counts]:
        """A won lead counts in every stage, a lost one in every stage up to its own."""
        counts = [(won.sum(), (rank[~won] >= place).sum()) for place in range(len(self.stages_))]
        return {name: NEW_ROW + np.array(each, dtype=float) for name, each in zip(self.stages_, counts, strict=True)}

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The score of each row as a probability."""
        rows = self._values(table)
        found = np.empty(len(rows))
        for team, some in rows.groupby(TEAM, sort=False):
            found[some.index] = self._scores(some, self.tables_.get(str(team), self.tables_[EVERYBODY]))
        return within(found)

    def _scores(self, rows: pd.DataFrame, frequencies: Frequencies) -> Probabilities:
        first = frequencies[STAGE][self.stages_[0]]
        said = [first / first.sum() * np.ones((len(rows), 2))]
        said.append(_shares(np.array(self.stages_, dtype=object)[rows[STAGE]], frequencies[STAGE], first))
        for name in FIELDS:
            total = sum(frequencies[name].values(), np.zeros(2))
            said.append(_shares(rows[name].to_numpy(), frequencies[name], total))
        won, lost = np.prod(said, axis=0).T
        return np.asarray(np.clip(np.round(100 * won / (won + lost), 2), 0.01, 99.99) / 100)

    def save(self, folder: Path) -> None:
        """Write the frequency tables."""
        tables = {
            team: {field: {value: each.tolist() for value, each in values.items()} for field, values in fields.items()}
            for team, fields in self.tables_.items()
        }
        learned = {"columns": self.columns_.to_json(), "stages": self.stages_, "tables": tables}
        (folder / FILE).write_text(json.dumps(learned, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        learned = json.loads((folder / FILE).read_text(encoding="utf-8"))
        scorer = cls()
        scorer.columns_, scorer.stages_ = Columns.from_json(learned["columns"]), tuple(learned["stages"])
        scorer.tables_ = {
            team: {field: {value: np.array(each) for value, each in values.items()} for field, values in fields.items()}
            for team, fields in learned["tables"].items()
        }
        return scorer


def _counts(values: npt.NDArray[np.object_], won: Labels) -> dict[str, Counts]:
    """Won and lost by value, each row of the table starting at 0.1; unknown values are not counted."""
    codes, names = pd.factorize(values, sort=True)
    counts = np.stack([np.bincount(codes, some, minlength=len(names)) for some in (won, ~won)], axis=1)
    return {str(name): NEW_ROW + each for name, each in zip(names, counts, strict=True) if name}


def _summed(tables: list[Frequencies]) -> Frequencies:
    """All tables in one, with the beginnings of each."""
    total: Frequencies = {STAGE: {}, **{name: {} for name in FIELDS}}
    for table in tables:
        for field, values in table.items():
            for value, counts in values.items():
                total[field][value] = total[field].get(value, np.zeros(2)) + counts
    return total


def _shares(values: npt.NDArray[np.object_], counts: dict[str, Counts], total: Counts) -> Counts:
    """Per row the share of its value among the won and among the lost (n, 2); 1 for a value never seen."""
    codes, names = pd.factorize(values)
    known = [counts[name] / total if name in counts else np.ones(2) for name in names]
    return np.array([*known, np.ones(2)])[codes]
