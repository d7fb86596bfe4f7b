"""Texts into messages of so many bytes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from serving.push.packing import cut, packed, size

TEXTS = st.lists(st.text(st.sampled_from("招标 abc\n—"), max_size=40), max_size=30)


@given(TEXTS, st.integers(12, 120))
def test_nothing_is_lost_and_nothing_is_too_long(texts, most):
    """
    Every item is in one message, in its order, and no message has more bytes than the channel takes.
    """
    pages = list(packed(list(range(len(texts))), texts, most))

    assert list(range(len(texts))) == [item for items, _ in pages for item in items]
    assert all(size(body) <= most for _, body in pages)
    for items, body in pages:
        assert "\n".join(cut(texts[item], most) for item in items) == body


@given(TEXTS, st.integers(12, 120))
def test_no_message_is_begun_before_the_last_one_is_full(texts, most):
    """
    The first item of each message would not have fitted into the one before.
    """
    pages = list(packed(texts, texts, most))
    for (_, body), (items, _) in pairwise(pages):
        assert size(f"{body}\n{cut(items[0], most)}") > most


@given(st.text(max_size=60), st.integers(3, 60))
def test_a_cut_never_halves_a_character(text, most):
    """
    What is left is a beginning of the text and a sign that there was more.
    """
    found = cut(text, most)

    assert size(found) <= most
    assert found == text or text.startswith(found.removesuffix("…"))
