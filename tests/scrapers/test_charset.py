"""The ladder of charsets: what pages say of themselves is often wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.charset import decode, encoding_of

TEXT = "华星轴承有限公司发布招标公告，欢迎各供应商参与投标。"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT.encode(), "text/html; charset=gb2312"),
        (f"<meta charset='gb2312'>{TEXT}".encode("gbk"), ""),
        (TEXT.encode("gbk"), "text/html; charset=GBK"),
        (f"<meta charset='utf-8'>{TEXT}".encode("gb18030"), "text/html; charset=gb18030"),
        (f'<?xml version="1.0" encoding="gb2312"?><a>{TEXT}</a>'.encode("gb18030"), ""),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("utf-8-sig"), "text/html; charset=gbk"),
        ((TEXT * 5).encode("gbk"), ""),
    ],
)
def test_the_text_is_read_whatever_is_declared(body, content_type):
    """UTF-8 first, then a byte order mark, then what is declared if it fits, then what is likely."""
    assert TEXT in decode(body, content_type)


def test_letters_beyond_gb2312_are_read():
    """A page that declares gb2312 uses GB18030: 镕 and 喆 are not in gb2312."""
    body = "<meta charset='gb2312'>朱镕喆".encode("gb18030")

    assert decode(body).endswith("朱镕喆")


def test_traditional_chinese_is_read():
    """Big5 as it is declared."""
    assert "新年快樂" == decode("新年快樂".encode("big5"), "text/xml; charset=big5")


def test_the_byte_order_mark_is_no_text():
    """It is left out."""
    assert "a" == decode(b"\xef\xbb\xbfa")


@given(body=st.binary(max_size=400), content_type=st.text(max_size=40))
def test_any_bytes_are_some_text(body, content_type):
    """Never an error, and the encoding is one that Python knows."""
    assert isinstance(decode(body, content_type), str)
    "".encode(encoding_of(body, content_type))


@given(text=st.text(max_size=200))
def test_utf_8_is_read_back(text):
    """What was written as UTF-8 is read as it was, whatever the header says."""
    body = text.encode("utf-8", "surrogatepass") if text.isascii() else text.encode("utf-8", "ignore")
    assert body.decode("utf-8").removeprefix("\ufeff") == decode(body, "text/html; charset=gbk")
