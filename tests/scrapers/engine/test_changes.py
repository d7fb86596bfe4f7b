"""A page that changes, seen through the whole collector."""

import pytest

WORDS = "Our plant makes bearings for pumps and fans, and our people look after customers in nine countries."


def html(*lines: str, title: str = "Acme") -> bytes:
    """A small page."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><main>{body}</main></body></html>".encode()


BEFORE = [WORDS, *(f"In hall {n} we grind rings of {n * 10} mm for makers of gearboxes." for n in range(1, 9))]
NEWS = "We have chosen Northwind Cloud as our new vendor for data storage in all plants."


@pytest.mark.slow
def test_a_change_is_told_after_a_second_look_and_dated_at_the_first(site, bench, reply):
    """The first capture is no news; what came is reported when it is still there, with the date of the first sight."""
    site.pages["/news"] = [reply(html(*BEFORE)), reply(html(*BEFORE, NEWS))]
    bench.add((site.url("/news"), "page"))
    outcomes = [dict(bench.run().outcomes) for _ in range(3)]
    (signal,) = bench.signals()

    assert [{"read": 1}, {"changed, to be confirmed": 1}, {"read": 1}] == outcomes
    assert ("site_update", "A1", NEWS) == (signal["kind"], signal["account_id"], signal["text"])
    assert signal["observed_at"] < signal["recorded_at"]
    assert NEWS in signal["details"]["evidence"]["span"]


@pytest.mark.slow
def test_a_server_that_says_unchanged_confirms_the_change(site, bench, reply):
    """The second look needs no second body: 304 says that what was seen still stands."""
    site.pages["/news"] = [reply(html(*BEFORE), etag='"1"'), reply(html(*BEFORE, NEWS), etag='"2"')]
    bench.add((site.url("/news"), "page"))
    for _ in range(3):
        bench.run()

    assert [NEWS] == [signal["text"] for signal in bench.signals()]
    assert '"2"' == site.hits[-1].headers["If-None-Match"]


@pytest.mark.slow
def test_what_is_gone_at_the_second_look_is_never_told(site, bench, reply):
    """A text that stands there for one capture only is noise."""
    site.pages["/news"] = [reply(html(*BEFORE)), reply(html(*BEFORE, NEWS)), reply(html(*BEFORE))]
    bench.add((site.url("/news"), "page"))
    for _ in range(4):
        bench.run()

    assert [] == bench.signals()


@pytest.mark.slow
def test_an_error_page_served_as_200_is_no_capture(site, bench, reply):
    """A page that says it is out of order changes nothing: neither then, nor when the real page is back."""
    error = html("503 Service Temporarily Unavailable", "Please try again later.", title="503 Service Unavailable")
    site.pages["/news"] = [reply(html(*BEFORE)), reply(error), reply(error), reply(html(*BEFORE))]
    bench.add((site.url("/news"), "page"))
    outcomes = [dict(bench.run().outcomes) for _ in range(4)]

    assert {"no real page": 1} == outcomes[1] == outcomes[2]
    assert [] == bench.signals()


@pytest.mark.slow
def test_chinese_pages_in_gbk_are_told_in_chinese(site, bench, reply):
    """A page in GBK that declares gb2312 is read, and summed up in its own language."""
    lines = [f"公司{n}号车间生产轴承，供应给全国各地的水泵厂和风机厂，产品质量稳定可靠。" for n in range(1, 9)]
    news = "公司发布数据中台建设项目招标公告，预算金额为三百万元，欢迎各供应商参与投标。"
    head = "<html><head><meta charset='gb2312'><title>华星轴承</title></head><body><main>"

    def gbk(*texts: str) -> bytes:
        return (head + "".join(f"<p>{text}</p>" for text in texts) + "</main></body></html>").encode("gbk")

    plain = {"Content-Type": "text/html"}
    site.pages["/"] = [reply(gbk(*lines), headers=plain), reply(gbk(news, *lines), headers=plain)]
    bench.add((site.url("/"), "page"))
    for _ in range(3):
        bench.run()
    (signal,) = bench.signals()

    assert news == signal["text"]
    assert "zh" == signal["details"]["language"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in signal["title"])
