"""Play training again as of past moments, and see how its model would have done, beside what else could serve."""

from dataclasses import dataclass, field
from typing import Any

from history.errors import UserError
from history.record import History
from models.sandbox.answer.forecast import Note
from models.scorers.scorer import Probabilities
from training.backtest.ablate import ablate
from training.backtest.origins import Plan, plan_of_protocol
from training.backtest.protocol import Protocol
from training.backtest.rolling import rolling
from training.backtest.shift import shifts
from training.backtest.stretch import Pool, Stretch, play, pooled
from training.backtest.upkeep import upkeep
from training.backtest.verdict import notes, verdict
from training.backtest.window import window_of
from training.bootstrap import Resampled, resample
from training.datasets import DataSet, assemble
from training.learning.candidates import Progress
from training.learning.learn import Learned


@dataclass(frozen=True)
class Depth:
    """What takes long and may be left out: `refit`, frozen against refitted; `ablations`, each family left out."""

    refit: bool = True
    ablations: bool = True


@dataclass(frozen=True)
class BackTest:
    """A finished back-test: what was learned at each origin, all test rows, what each model says there, and metrics.

    `by_fold` measures each origin's rows apart. `deeper` holds what was asked of the first model over all test rows.
    """

    plan: Plan
    stretches: tuple[Stretch, ...]
    pool: Pool
    resampled: Resampled
    by_fold: tuple[Resampled, ...]
    simulated: bool
    deeper: dict[str, Any] = field(default_factory=dict)

    @property
    def learned(self) -> Learned:
        """What was learned at the first origin."""
        return self.stretches[0].learned

    @property
    def test(self) -> DataSet:
        """All test rows. Of several origins, whose features may differ, the table holds keys and categories only."""
        return self.stretches[0].rows if len(self.stretches) == 1 else self.pool.data

    @property
    def predictions(self) -> dict[str, Probabilities]:
        """What each model says of the test rows."""
        return self.pool.predictions

    @property
    def verdict(self) -> Note:
        """What came out, in one sentence or two."""
        if len(self.stretches) > 1:
            return rolling([each.learned.selection for each in self.stretches], self.by_fold, self.resampled)
        return verdict(self.learned.selection, self.resampled)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know before trusting the numbers."""
        return notes(self.plan.overlap, [each.learned for each in self.stretches], self.test)


def backtest(
    history: History,
    asked: Protocol | Plan,
    seed: int = 0,
    progress: Progress | None = None,
    depth: Depth | None = None,
) -> BackTest:
    """Learn at each origin, by the way that `leadcast train` learns, and judge on what came up to the next one.

    A protocol is a plan with one origin. Without a `depth` nothing is said of drift, upkeep and families of features.
    Nothing recorded after an origin takes part in learning there.

    Raises:
        UserError: a window has no cut-off with a known outcome, or no rows, or nobody bought in training.
    """
    plan = plan_of_protocol(asked, history) if isinstance(asked, Protocol) else asked
    played = (play(history, plan, origin, seed, progress) for origin in plan.origins)
    stretches = tuple(each for each in played if len(each.rows))
    if not stretches:
        raise UserError("The test window has no rows.", "Check entity and population of the question, and the dates.")
    pool = pooled(stretches)
    return BackTest(
        plan,
        stretches,
        pool,
        resample(pool.data.labels, pool.predictions, pool.data.clusters, seed, progress),
        tuple(resample(each.rows.labels, each.predictions, each.rows.clusters, seed) for each in stretches),
        history.business.simulated,
        _deeper(history, plan, stretches[0], depth, progress) if depth else {},
    )


def _deeper(history: History, plan: Plan, first: Stretch, depth: Depth, progress: Progress | None) -> dict[str, Any]:
    """The model of the first origin over the whole test window; None for what was not asked."""
    learned = first.learned
    later = assemble(history, plan.between.union(plan.tests), plan.question, learned.spec, known_until=plan.end)
    window = window_of(history, plan.question, learned.data, later, plan.tests[0])
    test = DataSet(window.rows.table.iloc[window.tested].reset_index(drop=True), window.rows.labels[window.tested])
    scores = learned.selection.scores, learned.intent.predict(test.table).probability
    return {
        "upkeep": upkeep(window, learned, progress).to_json() if depth.refit else None,
        "ablations": ablate(learned, test, progress) if depth.ablations else None,
        "stability": shifts(learned.data.table, test.table, scores),
    }
