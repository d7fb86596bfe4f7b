"""The collector from the command line, against a website of our own: watch, collect, list, remove."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from history.store.schema import METADATA
from leadcast import main
from scrapers.ledger.ledger import Ledger

LINES = [f"In hall {n} we grind rings of {n * 10} mm for makers of gearboxes and pumps." for n in range(1, 9)]
NEWS = "招标公告：我公司轴承采购项目现公开招标，预算金额三百万元，欢迎各供应商参与投标。"
FEED = '<rss version="2.0"><channel><title>f</title>{}</channel></rss>'
ITEM = "<item><guid>{0}</guid><title>{0}</title></item>"
JOB = (
    '<script type="application/ld+json">{"@type": "JobPosting", "title": "Buyer", "datePosted": "2015-01-01"}</script>'
)


def html(*lines: str) -> str:
    """A small page of the site."""
    links = '<link rel="alternate" type="application/rss+xml" href="/feed"><a href="/jobs">Careers</a>'
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>Acme</title></head><body>{links}<main>{body}</main></body></html>"


@pytest.fixture
def pages() -> dict[str, str]:
    """What the site answers, by path; a test may change it between two runs."""
    return {"/": html(*LINES), "/feed": FEED.format(ITEM.format("old")), "/jobs": html(JOB, *LINES)}


@pytest.fixture
def site(pages: dict[str, str]) -> Iterator[int]:
    """The port of the site."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            del args

        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write((body or "").encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path, site: int) -> Path:
    """A home with an empty store, whose settings let the collector reach the site."""
    text = f'[collect]\ndelay = 0\nallow = ["127.0.0.1"]\nports = [{site}]\nresolve = {{"acme.test" = "127.0.0.1"}}\n'
    offering = '[offering]\ndescription = "工业轴承"\n'
    (tmp_path / "leadcast.toml").write_text(text + offering, encoding="utf-8")
    Ledger.open(f"sqlite:///{tmp_path / 'leadcast.db'}").close()
    return tmp_path


@pytest.fixture
def account(home: Path) -> str:
    """The id of the only account that the history knows."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    row = {"account_id": "A1", "name": "华星轴承有限公司", "valid_from": long_ago, "recorded_at": long_ago}
    with Ledger.open(f"sqlite:///{home / 'leadcast.db'}") as ledger, ledger.writing() as connection:
        connection.execute(METADATA.tables["accounts"].insert(), row)
    return "A1"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path) -> Callable[..., tuple[int, str, str]]:
    """Exit status, standard output and standard error of a command."""

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--home", str(home)])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


def test_a_website_is_watched_and_its_news_are_signals(run, site, pages):
    """From the address alone to a tender, a news entry and a job, each with its evidence and meaning."""
    status, out, _ = run("watch", "add", f"http://acme.test:{site}", "--account", "A1", "--json")
    kinds = {target["kind"] for target in json.loads(out)}
    assert (0, {"home", "feed", "careers", "sitemap"}) == (status, kinds)

    pages["/"] = html(NEWS, *LINES)
    pages["/feed"] = FEED.format(ITEM.format("new") + ITEM.format("old"))
    pages["/jobs"] = html(JOB, JOB.replace("Buyer", "采购经理"), *LINES)
    for _ in range(2):
        assert 0 == run("collect", "--all", "--json")[0]
    signals = json.loads(run("signals", "--account", "A1", "--json")[1])
    tender = next(signal for signal in signals if signal["kind"] == "site_update")

    assert {"new", "采购经理"} < {signal["title"] for signal in signals}
    assert NEWS == tender["text"]
    assert "procurement" in [topic["key"] for topic in tender["details"]["meaning"]["topics"]]
    assert tender["details"]["meaning"]["relevance"]["score"] > 0
    assert NEWS in run("signals", "--account", "A1")[1].replace("\n", "")


def test_the_list_is_the_users_own(run, site, tmp_path):
    """Another kind for an address, many at once from a CSV, and off again."""
    file = tmp_path / "sites.csv"
    file.write_text(f"account_id,website\nA2,http://acme.test:{site}\nA3,not an address\n", encoding="gbk")
    added = json.loads(run("watch", "import", str(file), "--json")[1])
    run("watch", "add", f"http://acme.test:{site}/jobs", "--account", "A2", "--kind", "page")
    listed = json.loads(run("watch", "list", "--account", "A2", "--json")[1])
    status, out, _ = run("watch", "remove", "--account", "A2")

    assert (1, 1) == (added["added"], len(added["refused"]))
    assert ["home", "page"] == sorted(each["kind"] for each in listed if each["origin"] == "given")
    assert (0, True) == (status, "no longer watched" in out)
    assert [] == json.loads(run("watch", "list", "--json")[1])


@pytest.mark.slow
def test_an_account_that_the_history_does_not_know_is_told(run, site, account):
    """It is watched all the same, as the history may come later; of one that is known nothing is said."""
    told = [run("watch", "add", f"http://acme.test:{site}", "--account", name)[2] for name in ("A9", account)]

    assert [True, False] == ["no account" in said for said in told]


def test_patents_under_another_name_are_those_of_its_account(run, home, account):
    """`[aliases]` of the settings names the account; without it the applicant is nobody. It is dated at publication."""
    document = {
        "applicationNumberText": "15123456",
        "inventionTitle": "Bearing",
        "earliestPublicationNumber": "US 2017-0071586 A1",
        "earliestPublicationDate": "2017-03-16",
        "applicantBag": [{"applicant": "SUZHOU ROLLING PARTS CO LTD"}],
    }
    file = home / "patents.json"
    file.write_text(json.dumps({"patentBag": [document]}), encoding="utf-8")
    before = json.loads(run("patents", str(file), "--json")[1])["new"]
    with (home / "leadcast.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'[aliases]\n"Suzhou Rolling Parts Co., Ltd." = "{account}"\n')
    after = json.loads(run("patents", str(file), "--json")[1])["new"]
    (signal,) = json.loads(run("signals", "--account", account, "--json")[1])

    assert [{}, {"certain": 1}] == [before, after]
    assert signal["observed_at"].startswith("2017-03-16")
    assert not signal["recorded_at"].startswith("2017")


def test_addresses_are_listed_whole(run, tmp_path):
    """However narrow the terminal: an address cut short cannot be removed or changed."""
    url = f"https://www.acme.example/{'news/' * 20}index.html"
    (tmp_path / "sites.csv").write_text(f"account_id,website\nA1,{url}\n", encoding="utf-8")
    run("watch", "import", str(tmp_path / "sites.csv"))
    lines = run("watch", "list")[1].splitlines()

    assert url == "".join(line.split("│")[3].strip() for line in lines if line.count("│") > 3)


def test_accounts_of_a_csv_in_gbk_keep_their_names(run, tmp_path):
    """A few Chinese letters in GBK are not taken for Korean; what is refused is told with its account."""
    file = tmp_path / "sites.csv"
    file.write_text("account_id,website\n客户2,http://c2.test\n客户3,\n", encoding="gbk")
    added = json.loads(run("watch", "import", str(file), "--json")[1])
    listed = json.loads(run("watch", "list", "--json")[1])

    assert ["客户2"] == [each["account_id"] for each in listed]
    assert ["客户3: '' is no web address."] == added["refused"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("watch", "add", "nonsense", "--account", "A1"), "is no web address"),
        (("watch", "add", "acme.example", "--account", "A1", "--kind", "blog"), "There is no kind 'blog'"),
        (("watch", "add", "acme.example", "--account", " "), "has no account"),
        (("watch", "add", "https://cn.linkedin.com/company/x", "--account", "A1"), "never fetched"),
        (("watch", "remove", "acme.example"), "Nothing like that is watched"),
        (("watch", "remove"), "Nothing to remove is named"),
        (("watch", "import", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("patents", "nowhere.xml"), "nowhere.xml cannot be read"),
    ],
)
def test_what_is_wrong_is_said(run, arguments, said):
    """In a sentence, with status 1."""
    status, _, err = run(*arguments)

    assert 1 == status
    assert said in err.replace("\n", " ")


def test_wrong_settings_are_named(run, home):
    """The table and the field."""
    (home / "leadcast.toml").write_text('[collect]\nallow = ["everything"]\n', encoding="utf-8")
    status, _, err = run("collect")

    assert 1 == status
    assert "[collect]" in err
    assert "allow" in err


def test_nothing_to_do_is_no_error(run):
    """An empty list is worked through at once."""
    status, out, _ = run("collect")

    assert (0, True) == (status, "Nothing is due." in out)
