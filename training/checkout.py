"""Which code is running: the commit, where it runs from a git checkout. Read from git's own files, without git."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def commit_of(root: Path = ROOT) -> str | None:
    """The commit that is checked out in `root`, None where it is no checkout or cannot be read.

    Folders above are not looked at: an environment often lies in somebody else's checkout.
    """
    try:
        folder = _git_folder(root)
        head = (folder / "HEAD").read_text(encoding="utf-8").strip()
        return _resolved(folder, head.removeprefix("ref: ")) if head.startswith("ref: ") else head
    except (OSError, UnicodeDecodeError):
        return None


def _git_folder(root: Path) -> Path:
    """`.git`, or where it points to in a worktree."""
    place = root / ".git"
    if place.is_dir():
        return place
    return root / place.read_text(encoding="utf-8").strip().removeprefix("gitdir: ")


def _resolved(folder: Path, reference: str) -> str | None:
    shared = folder / "commondir"
    common = folder / shared.read_text(encoding="utf-8").strip() if shared.exists() else folder
    if (common / reference).exists():
        return (common / reference).read_text(encoding="utf-8").strip()
    packed = (common / "packed-refs").read_text(encoding="utf-8").splitlines()
    return next((line.split()[0] for line in packed if line.endswith(f" {reference}")), None)
