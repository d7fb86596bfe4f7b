"""A finished back-test as two files: JSON for programs, one HTML page for people, readable without a network."""

import json
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from models.sandbox.answer.forecast import Note
from training.backtest.origins import Plan
from training.backtest.verdict import LEADCAST
from training.report.figures import drawn
from training.settings import DAY, Question

JSON_FILE, HTML_FILE = "report.json", "report.html"

# Per metric: how it is called, how many digits it is shown with, whether more is better.
COLUMNS: dict[str, tuple[Note, int, bool]] = {
    "log_loss": (Note("log loss", "对数损失"), 4, False),
    "auc": (Note("AUC", "AUC"), 3, True),
    "pr_auc": (Note("PR-AUC", "PR-AUC"), 3, True),
    "brier": (Note("Brier", "Brier"), 4, False),
    "ece": (Note("ECE", "ECE"), 4, False),
    "lift_5": (Note("lift at 5 %", "前 5% 提升度"), 2, True),
    "lift_10": (Note("lift at 10 %", "前 10% 提升度"), 2, True),
}
# The parts of the page, by anchor.
SECTIONS = {
    "verdict": ("Verdict", "结论"),
    "models": ("Models", "模型对比"),
    "folds": ("Folds", "逐折结果"),
    "figures": ("Charts", "图表"),
    "upkeep": ("Upkeep", "模型维护"),
    "ablations": ("Features' worth", "特征的价值"),
    "segments": ("Regions and industries", "区域与行业"),
    "stability": ("Drift", "变化"),
    "surprises": ("Most wrong", "最大误差"),
    "data": ("Data", "所用数据"),
    "selection": ("Selection", "模型选择"),
    "again": ("To do it again", "复现"),
}
WHO = {
    ("account", "all"): Note("Which accounts buy", "哪些客户会购买"),
    ("account", "buyers"): Note("Which past buyers buy again", "哪些老客户会再次购买"),
    ("lead", "open"): Note("Which open leads are won", "哪些在跟线索会赢单"),
    ("lead", "new"): Note("Which new leads are won", "哪些新线索会赢单"),
}


def write_report(report: dict[str, Any], plan: Plan, folder: Path) -> tuple[Path, Path]:
    """Write the findings `report` as `report.json` and `report.html` into `folder`, made if need be; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    data, page = folder / JSON_FILE, folder / HTML_FILE
    data.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    page.write_text(rendered(report, plan.question), encoding="utf-8")
    return data, page


def rendered(report: dict[str, Any], question: Question) -> str:
    """The page of `report`, in English and Chinese; which of the two is shown is switched on the page."""
    zone = report["protocol"]["time_zone"]
    served = next(model for model in report["models"] if model["key"] == LEADCAST)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("training.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = lambda moment: str(pd.Timestamp(moment).tz_convert(zone).date())
    environment.filters |= {"shown": _shown, "percent": _percent, "brief": _brief, "days": _brief}
    return environment.get_template("report.html").render(
        report=report,
        question=_asked(question),
        columns=COLUMNS,
        served=served,
        sections=[(anchor, *names) for anchor, names in SECTIONS.items() if _there(anchor, report)],
        figures={name: Markup(figure) for name, figure in drawn(report, served).items()},
    )


def _there(section: str, report: dict[str, Any]) -> bool:
    if section == "folds":
        return len(report["folds"]) > 1
    return section != "stability" or report["stability"] is not None


def _asked(question: Question) -> Note:
    who, days = WHO[question.entity, question.population], f"{question.horizon / DAY:g}"
    return Note(f"{who.en} within {days} days?", f"{days} 天内{who.zh}？")


def _shown(value: float | None, digits: int, sign: bool = False) -> str:
    return "–" if value is None else f"{value:{'+' if sign else ''}.{digits}f}".replace("-", "−")


def _percent(value: float | None, digits: int, sign: bool = False) -> str:
    return "–" if value is None else f"{value:{'+' if sign else ''}.{digits}%}".replace("-", "−")


def _brief(value: float) -> str:
    return f"{value:{',.0f' if abs(value) >= 1000 else '.4g'}}".replace("-", "−")
