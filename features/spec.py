"""What the columns of a feature table are, learned once and kept with the model: kinds, stages, categories."""

from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from history.record import History
from history.settings import Business
from history.tables import TABLES, TERMINAL_STAGES

MAX_KINDS = 40
MAX_CATEGORIES = 1_000
MAX_REPS = 10_000


@dataclass(frozen=True)
class Spec:
    """The vocabulary of a feature table. Values not listed are unknown to it and count only in the totals.

    `tables` are those that have rows: what the others would tell is unknown (NaN), not zero. A spec is learned from
    what was known at one moment and then an argument of every build, so that rows recorded later cannot change the
    columns.
    """

    tables: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    reps: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON-able lists by name."""
        return {name: list(values) for name, values in asdict(self).items()}

    def naming(self, business: Business) -> Business:
        """The business, which calls nothing by what is the own name of something else."""
        own = (*self.regions, *self.industries, *self.sources, *self.products)
        return business.naming(business.names.besides(own))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Spec":
        """The inverse of `to_json`."""
        return cls(**{field.name: tuple(data[field.name]) for field in fields(cls)})


def _frequent(values: pd.Series, most: int) -> tuple[str, ...]:
    """The most frequent values, named in alphabetical order; ties go by name, so that row order does not matter."""
    counts = values.dropna().value_counts().rename_axis("value").reset_index(name="n")
    chosen = counts.sort_values(["n", "value"], ascending=[False, True]).head(most)["value"]
    return tuple(sorted(str(value) for value in chosen))


def _stages(history: History) -> tuple[str, ...]:
    """The settings' stages in their order, then those only seen in the history, by the time they usually come."""
    changes = history["stage_changes"]
    seen = changes[~changes["stage"].isin([*history.business.stages, *TERMINAL_STAGES])]
    first = seen.merge(history["leads"].groupby("lead_id", as_index=False)["created_at"].min(), on="lead_id")
    delay = (first["changed_at"] - first["created_at"]).groupby(first["stage"]).median().sort_values(kind="stable")
    return (*history.business.stages, *(str(stage) for stage in delay.index))


def learn_spec(history: History, as_of: pd.Timestamp) -> Spec:
    """The vocabulary of all that was recorded by `as_of`."""
    known = history.known_by(as_of)
    leads, accounts, reps = known["leads"], known["accounts"], known["reps"]
    places = {"lead": leads, "account": accounts, "rep": reps}

    def named(sources: tuple[str, ...]) -> tuple[str, ...]:
        columns = [places[source.split(".")[0]][source.split(".")[1]] for source in sources]
        return _frequent(pd.concat(columns), MAX_CATEGORIES) if columns else ()

    return Spec(
        tables=tuple(name for name in TABLES if len(known[name])),
        stages=_stages(known),
        kinds=_frequent(known["activities"]["kind"], MAX_KINDS),
        regions=named(known.business.region),
        industries=named(known.business.industry),
        sources=_frequent(leads["source"], MAX_CATEGORIES),
        products=_frequent(leads["product"], MAX_CATEGORIES),
        reps=_frequent(pd.concat([leads["rep_id"], reps["rep_id"]]), MAX_REPS),
    )
