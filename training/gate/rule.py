"""The rules of the gate by name, and what one of them found."""

from dataclasses import dataclass, field
from typing import Any, Literal

from models.sandbox.answer.forecast import Note

Outcome = Literal["passed", "failed", "not applicable"]

OUTCOMES: dict[Outcome, Note] = {
    "passed": Note("passed", "通过"),
    "failed": Note("failed", "未通过"),
    "not applicable": Note("not applicable", "不适用"),
}
RULES = {
    "baselines": Note("no worse than the baselines", "不逊于基线"),
    "champion": Note("no worse than the champion", "不逊于现用模型"),
    "calibration": Note("calibrated", "校准"),
    "churn": Note("ranking kept", "排序稳定"),
    "future": Note("nothing from the future", "不含未来信息"),
    "telling": Note("no feature tells the answer", "没有特征直接透露结果"),
    "placebo": Note("nothing learned from shuffled answers", "打乱结果后学不到东西"),
    "reload": Note("answers alike on reload", "重新载入后回答一致"),
}


@dataclass(frozen=True)
class Verdict:
    """What `rule` found: its outcome, a sentence, and the numbers that it rests on (JSON-able)."""

    rule: str
    outcome: Outcome
    said: Note
    numbers: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> Note:
        """What the rule asks for."""
        return RULES[self.rule]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        said = {"en": self.said.en, "zh": self.said.zh}
        return {"rule": self.rule, "outcome": self.outcome, "said": said, "numbers": self.numbers}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Verdict":
        """The inverse of `to_json`."""
        return cls(data["rule"], data["outcome"], Note(**data["said"]), data["numbers"])


def judged(rule: str, failed: bool, said: Note, numbers: dict[str, Any]) -> Verdict:
    """Passed or failed."""
    return Verdict(rule, "failed" if failed else "passed", said, numbers)


def not_applicable(rule: str, en: str, zh: str) -> Verdict:
    """Nothing could be judged, and why."""
    return Verdict(rule, "not applicable", Note(en, zh))
