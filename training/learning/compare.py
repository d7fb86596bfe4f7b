"""Which kind of model serves: the simplest of those as good as the best, the base rate where none beats it."""

from dataclasses import dataclass
from typing import Any

from models.sandbox.answer.forecast import Note
from training.evidence import Difference, difference
from training.kinds import BASE, KINDS, Kind
from training.learning.candidates import Forward
from training.metrics import Metrics, measure

# The share of the best gain that a simpler kind must keep. Where data are few, a standard error is wide: simplicity
# alone would there give away much of what was gained.
KEPT = 0.95


@dataclass(frozen=True)
class Candidate:
    """How one kind did forward in time. `gain` is the log loss that it saves against the base rate, `behind` what it
    loses against the best other kind; `better_blocks` counts the blocks in which it saves any.
    """

    kind: Kind
    rounds: int
    metrics: Metrics
    gain: Difference
    behind: Difference
    better_blocks: int

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "key": self.kind.key,
            "name": self.kind.name,
            "name_zh": self.kind.name_zh,
            "rounds": self.rounds,
            "metrics": self.metrics.to_json(),
            "gain": self.gain.to_json(),
            "behind": self.behind.to_json(),
            "better_blocks": self.better_blocks,
        }


def compare(said: Forward) -> tuple[Candidate, ...]:
    """Every kind that was tried, in the order of `KINDS`."""
    kinds = [kind for kind in KINDS if kind.key in said.scores]
    losses = {kind.key: said.losses(kind.key) for kind in kinds}
    best = min((key for key in losses if key != BASE.key), key=lambda key: float(losses[key].mean()))

    def candidate(kind: Kind) -> Candidate:
        saved = losses[BASE.key] - losses[kind.key]
        return Candidate(
            kind=kind,
            rounds=said.rounds[kind.key],
            metrics=measure(said.labels, said.scores[kind.key]),
            gain=difference(losses[BASE.key], losses[kind.key], said.clusters),
            behind=difference(losses[kind.key], losses[best], said.clusters),
            better_blocks=sum(float(saved[said.fold == block].mean()) > 0 for block in range(said.blocks)),
        )

    return tuple(candidate(kind) for kind in kinds)


def choose(candidates: tuple[Candidate, ...], blocks: int) -> Candidate:
    """The one to serve.

    The base rate, unless the best other kind saves log loss beyond its 95 % interval and in most blocks. Else, of the
    kinds within one standard error of the best (Breiman et al., 1984) that keep nearly all of its gain, the simplest.
    """
    base, *others = candidates
    best = _best(others)
    if best.gain.low <= 0 or 2 * best.better_blocks <= blocks:
        return base
    near = (each for each in others if _as_good(each, best))
    return min(near, key=lambda each: each.kind.complexity)


def _as_good(one: Candidate, best: Candidate) -> bool:
    return one.behind.mean <= one.behind.error and one.gain.mean >= KEPT * best.gain.mean


def best_of(candidates: tuple[Candidate, ...]) -> Candidate:
    """The one with the least log loss, the base rate left aside."""
    return _best([each for each in candidates if each.kind != BASE])


def _best(candidates: list[Candidate]) -> Candidate:
    return min(candidates, key=lambda each: each.metrics.log_loss)


def reason(chosen: Candidate, candidates: tuple[Candidate, ...], blocks: int) -> Note:
    """Why `chosen` serves, in both languages."""
    return _no_signal(best_of(candidates), blocks) if chosen.kind == BASE else _signal(chosen, candidates, blocks)


def _no_signal(best: Candidate, blocks: int) -> Note:
    gain, name, name_zh = best.gain, best.kind.name, best.kind.name_zh
    numbers = f"{gain.mean:+.4f}", f"{gain.low:+.4f}", f"{gain.high:+.4f}"
    return Note(
        "No signal: the base rate is served. Forward in time the best other model, {}, saves {} log loss against it "
        "(95 % interval {} to {}), and does so in {} of {} blocks of time.".format(
            name, *numbers, best.better_blocks, blocks
        ),
        "没有信号：采用基准率。按时间向前验证，其他模型中最好的（{}）相对基准率的对数损失改善为 {}"
        "（95% 区间 {} 至 {}），{} 个时间段中有改善的为 {} 个。".format(name_zh, *numbers, blocks, best.better_blocks),
    )


def _signal(chosen: Candidate, candidates: tuple[Candidate, ...], blocks: int) -> Note:
    loss, base, gain = chosen.metrics.log_loss, candidates[0].metrics.log_loss, chosen.gain
    rank, rank_zh = _against_best(chosen, best_of(candidates))
    return Note(
        f"{_capital(chosen.kind.name)} is chosen. Forward in time its log loss is {loss:.4f}, the base rate's "
        f"{base:.4f}: it saves {gain.mean:.4f} (95 % interval {gain.low:.4f} to {gain.high:.4f}), "
        f"in {chosen.better_blocks} of {blocks} blocks of time. {rank}",
        f"采用{chosen.kind.name_zh}。按时间向前验证，其对数损失为 {loss:.4f}，基准率为 {base:.4f}："
        f"改善 {gain.mean:.4f}（95% 区间 {gain.low:.4f} 至 {gain.high:.4f}），"
        f"{blocks} 个时间段中有改善的为 {chosen.better_blocks} 个。{rank_zh}",
    )


def _against_best(chosen: Candidate, best: Candidate) -> tuple[str, str]:
    if chosen == best:
        return "No other model does better.", "没有其他模型更好。"
    loss, behind = best.metrics.log_loss, chosen.behind
    return (
        f"It is simpler than the best, {best.kind.name} ({loss:.4f}), and less than one standard error "
        f"({behind.error:.4f}) behind it.",
        f"它比最好的{best.kind.name_zh}（{loss:.4f}）更简单，差距不到一个标准误（{behind.error:.4f}）。",
    )


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
