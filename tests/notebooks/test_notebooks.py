"""Every notebook runs from top to bottom on the simulated world, is thin, and is kept without its outputs."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbconvert.preprocessors import ExecutePreprocessor

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# From the root or a home folder on, or a drive; not the / of a web address or of a fraction.
ABSOLUTE = re.compile(r"""(?<![\w/:.])(?:/|~/|[A-Za-z]:\\\\?)[A-Za-z_][\w.-]*""")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh kernel executes every cell on the simulated world; one that raises fails here."""
    monkeypatch.delenv("LEADCAST_HOME", raising=False)
    notebook = nbformat.read(path, as_version=4)
    ExecutePreprocessor(timeout=600, kernel_name="python3").preprocess(
        notebook, {"metadata": {"path": str(FOLDER.parent)}}
    )
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    """Outputs would make every run a change, and carry data into the repository."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert [] == [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def cells(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def imported(path: Path) -> Iterator[str]:
    """Every name of every import, module paths included, and every attribute that is asked for."""
    for source in cells(path, "code"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                yield from [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                yield from (part for alias in node.names for part in alias.name.split("."))
            elif isinstance(node, ast.Attribute):
                yield node.attr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_public_names_only(path: Path) -> None:
    """What begins with an underscore may change without a word."""
    assert [] == [name for name in imported(path) if name.startswith("_")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_names_no_absolute_path(path: Path) -> None:
    """It has to work on every machine."""
    assert [] == [
        found for kind in ("code", "markdown") for text in cells(path, kind) for found in ABSOLUTE.findall(text)
    ]


def test_absolute_paths_are_told_from_other_slashes() -> None:
    """The pattern finds what it is meant to find, and nothing else."""
    for text in ("open('/srv/x.csv')", "see ~/leads", r"C:\\data"):
        assert ABSOLUTE.search(text), text
    for text in ("https://example.com/a", "docs/features.md", "held / total", "region/industry"):
        assert not ABSOLUTE.search(text), text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_a_story(path: Path) -> None:
    """It opens with a title and what the reader will know at the end, and says more than it computes."""
    kinds = [cell.cell_type for cell in nbformat.read(path, as_version=4).cells]
    first, *rest = cells(path, "markdown")

    assert "markdown" == kinds[0]
    assert first.startswith("# ")
    assert "At the end you know" in first
    assert len(rest) >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_plot_says_what_data_it_shows(path: Path) -> None:
    """A picture travels alone: its title carries whether the data are simulated."""
    titles = [
        line for source in cells(path, "code") for line in source.splitlines() if re.search(r"\btitle=|set_title", line)
    ]
    assert titles
    assert [] == [line for line in titles if "({data})" not in line]
