"""How much of a page's text stands where."""

from collections import Counter

from lxml import etree


class Sizes:
    """Characters within each element of a tree, and within all that are marked alike."""

    def __init__(self, root: etree._Element) -> None:
        self._lengths = _lengths(root)
        self._whole = max(self._lengths[root], 1)
        self._alike: Counter[str] = Counter()
        for element, length in self._lengths.items():
            self._alike[element.get("class") or ""] += length

    def of(self, element: etree._Element) -> int:
        """How many characters stand within it."""
        return self._lengths[element]

    def share(self, element: etree._Element) -> float:
        """Of the page's text, in all elements of this class. A class without a name is none."""
        told = element.get("class")
        return max(self._lengths[element], self._alike[told] if told else 0) / self._whole


def _lengths(root: etree._Element) -> dict[etree._Element, int]:
    lengths: dict[etree._Element, int] = {}
    for element in reversed(list(root.iter())):
        inside = sum(lengths[child] + len((child.tail or "").strip()) for child in element)
        lengths[element] = inside + (len((element.text or "").strip()) if isinstance(element.tag, str) else 0)
    return lengths
