"""A share of cases that came out right, with the ones that did not."""

from dataclasses import dataclass, field


@dataclass
class Rate:
    """How many of `total` cases matched; `misses` says of each other one what was expected and what came."""

    what: str
    matched: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, name: str, expected: object, actual: object) -> None:
        """Add one case."""
        self.total += 1
        if expected == actual:
            self.matched += 1
        else:
            self.misses.append(f"{name}: expected {expected!r}, got {actual!r}")

    @property
    def share(self) -> float:
        """The share that matched; NaN without cases."""
        return self.matched / self.total if self.total else float("nan")
