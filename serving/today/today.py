"""The morning list as of the scores' moment: made once for a score book, then cut to each rep and region."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np

from history.record import History
from models.artifact import Bundle
from models.dossier import dossiers
from models.reasons import Reason, foremost, reasons_for
from models.today.ground import Ground
from models.today.overnight import signals_since
from models.today.regions import regions_below
from models.today.remarks import remarks_of
from models.today.result import AtRisk, NewSignal, Person, RegionBelow, Today, TopEntry, Wanted
from models.today.settings import TodaySettings
from models.today.slipping import MOST, slipping
from models.today.stakes import Stakes, account_of, stakes_of
from serving.scores.live import ScoreBook

Why = Callable[[Sequence[int]], Sequence[Sequence[Reason]]]


@dataclass(frozen=True)
class Making:
    """How a list is made: `model` is the version that scores, `why` gives the reasons of positions of the book."""

    model: str
    settings: TodaySettings
    why: Why


def reasons_of(history: History, book: ScoreBook) -> Why:
    """Works the reasons of a book out, all scores of which are as of its moment."""

    def why(places: Sequence[int]) -> list[list[Reason]]:
        ids = [str(name) for name in book.ids[list(places)]]
        found = dossiers(history, book.entity, ids, book.as_of)
        return reasons_for(book.intent, book.features(places), [found[name] for name in ids])

    return why


@dataclass(frozen=True, eq=False)
class Morning:
    """Everything that the morning list of anybody is cut from."""

    making: Making
    bundle: Bundle
    book: ScoreBook
    ground: Ground
    reps: tuple[Person | None, ...]
    stakes: Stakes
    at_risk: tuple[AtRisk, ...]
    signals: tuple[NewSignal, ...]
    below: tuple[RegionBelow, ...]
    untold: tuple[str, ...]
    _why: dict[int, Reason | None] = field(default_factory=dict, init=False)

    @classmethod
    def open(cls, history: History, bundle: Bundle, book: ScoreBook, making: Making) -> Self:
        """Read `history` as of the book's moment."""
        settings = making.settings
        ground = Ground.open(history, bundle.spec, book.as_of, settings)
        ids = [str(name) for name in book.ids]
        whose = ground.owners.of_account if book.entity == "account" else ground.owners.of_lead
        chances = dict(zip(ids, book.scores.probability.tolist(), strict=True)) if book.entity == "account" else {}
        open_leads = bundle.win.open_leads if bundle.win is not None else None
        below, untold = regions_below(ground.known, bundle.spec, book.as_of, settings)
        return cls(
            making=making,
            bundle=bundle,
            book=book,
            ground=ground,
            reps=tuple(whose(name) for name in ids),
            stakes=stakes_of(ground, book.entity, ids, list(book.region), list(book.industry)),
            at_risk=tuple(slipping(ground, open_leads)) if open_leads is not None else (),
            signals=tuple(signals_since(ground.known, ground.since, ground.owners, ground.regions, chances)),
            below=tuple(below),
            untold=tuple(untold),
        )

    @cached_property
    def known_reps(self) -> frozenset[str]:
        """The ids of all reps of the history."""
        return frozenset(map(str, self.ground.book.leads.reps))

    def reps_named(self, name: str) -> list[str]:
        """The ids of the reps of that name."""
        reps = self.ground.owners.reps
        return [str(rep) for rep in reps.index[reps["name"] == name]]

    def today(self, wanted: Wanted) -> Today:
        """The list of one rep, one region, or everybody's. The reasons of the top may take milliseconds each."""
        places = self._places(wanted)
        shown = places[: wanted.limit]
        at_risk = [each for each in self.at_risk if _fits(wanted, each.rep, each.region)]
        signals = [each for each in self.signals if _fits(wanted, each.rep, each.region)]
        below = [each for each in self.below if wanted.region in (None, each.region)]
        found = Today(
            as_of=self.book.as_of.to_pydatetime(),
            model=self.making.model,
            entity=self.book.entity,
            horizon_days=self.bundle.horizon.total_seconds() / 86_400,
            simulated=bool(self.bundle.card.get("simulated")),
            currency_known=self.currency_known,
            at_risk_by="value" if any(each.value is not None for each in self.at_risk) else "probability",
            signals_since=self.ground.since,
            total=len(places),
            top=tuple(self._entry(place, reason) for place, reason in zip(shown, self._reasons(shown), strict=True)),
            at_risk=tuple(at_risk[:MOST]),
            signals=tuple(signals[: wanted.limit]),
            regions=tuple(below),
            remarks=(),
        )
        untold = [name for name in self.untold if wanted.region in (None, name)]
        return replace(found, remarks=remarks_of(self.ground, found, untold, has_model=self.has_model))

    @property
    def has_model(self) -> bool:
        """Whether there is a model of open leads."""
        return self.bundle.win is not None and self.bundle.win.open_leads is not None

    @property
    def currency_known(self) -> bool:
        """Whether any amount is known."""
        return bool(np.isfinite(self.stakes.value).any())

    def _places(self, wanted: Wanted) -> list[int]:
        """Positions in the book, most at stake first, then by chance; unknown amounts come last."""
        chance = self.book.scores.probability
        stake = np.nan_to_num(chance * self.stakes.value, nan=-1.0)
        order = np.lexsort((np.arange(len(chance)), -chance, -stake)).tolist()
        return [place for place in order if _fits(wanted, self.reps[place], self.book.region[place])]

    def _reasons(self, places: Sequence[int]) -> list[Reason | None]:
        """The foremost reason that raises each score; what has been worked out once is kept."""
        missing = [place for place in places if place not in self._why]
        for place, why in zip(missing, self.making.why(missing) if missing else (), strict=True):
            self._why[place] = foremost(why)
        return [self._why[place] for place in places]

    def _entry(self, place: int, reason: Reason | None) -> TopEntry:
        book, value = self.book, float(self.stakes.value[place])
        chance = float(book.scores.probability[place])
        return TopEntry(
            id=str(book.ids[place]),
            name=self._name(place),
            region=book.region[place],
            industry=book.industry[place],
            rep=self.reps[place],
            probability=chance,
            low=float(book.scores.low[place]),
            high=float(book.scores.high[place]),
            grade=str(book.grade[place]),
            trend=book.trend[place],
            value=value if np.isfinite(value) else None,
            value_told=bool(self.stakes.told[place]),
            at_stake=chance * value if np.isfinite(value) else None,
            reason=reason,
        )

    def _name(self, place: int) -> str | None:
        """What the account is called, of a lead the account that it belongs to."""
        if self.book.entity == "account":
            found: str | None = self.book.name[place]
            return found
        return self.ground.owners.accounts.get(account_of(self.ground, str(self.book.ids[place])) or "")


def _fits(wanted: Wanted, rep: Person | None, region: str | None) -> bool:
    return (wanted.rep is None or (rep is not None and rep.id == wanted.rep)) and wanted.region in (None, region)
