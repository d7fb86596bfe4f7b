"""The sentences of the morning list, and how numbers stand in them."""

from pathlib import Path

from models.phrases import Phrases

say = Phrases(Path(__file__).parent)


def percent(share: float) -> str:
    """0.123 as "12%", what is below a tenth with a decimal: 0.0123 as "1.2%"."""
    return f"{share:.1%}" if share < 0.0995 else f"{share:.0%}"
