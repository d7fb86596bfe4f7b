"""Take the pictures of docs/images anew, in Chromium, of a fresh demo: `make pictures`.

    python docs/pictures.py                         simulates and trains as `make demo` does, which takes a minute
    python docs/pictures.py --home .leadcast/demo   of a home that is there
    python docs/pictures.py planner-en compare-en   these alone

It fails where Chromium is missing, where a page does not finish, and where a page's console has anything to say.
"""

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image, ImageOps
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright
from playwright.sync_api import TimeoutError as Unfinished

from history.console import err

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images"
CHROMIUM, PACKAGES = ("chromium", "chromium-browser", "google-chrome"), "chromium fonts-noto-cjk"
ANNOUNCED = "Planner page: "
# A window so high that what scrolls beside the page is shown whole.
HIGH = 2_400
# Milliseconds; a page takes a second or two where the machine is idle.
PATIENCE = 60_000
# 12 mm, as the page's style sheet has it for paper.
MARGIN = 45
# The account with the highest score: who that is, the service knows.
BEST = "{best}"

PLANNER = ("#results[aria-busy=false]", "#heat[aria-busy=false]", "#weeks-chart .barlayer .trace")
COMPARISON = (*PLANNER, "#compare-table td:nth-child(5) .small-heat")
TODAY = ("#today[aria-busy=false]", "#top tbody tr", "#news > section")
ACCOUNT = ("#account[aria-busy=false]", "#scores svg", "#plans .plan-card", "#change .waterfall", "#timeline li")
QUESTION_EN = "300 more leads next month, 40% in East China, two new reps in North China"
QUESTION_ZH = "下个月新增300条线索，其中华东占40%，华北增加2名销售"


@dataclass(frozen=True)
class Picture:
    """What is opened, in a window how wide, and when all of it is there: once each of `ready` is.

    The whole page is shown, or its `part` alone, or what of it ends above `most` pixels, up to a whole one of `ends`.
    A picture `on_paper` shows what is printed, with the margin of the sheet.
    """

    path: str
    ready: Sequence[str]
    width: int
    part: str = ""
    most: int = 0
    ends: str = ""
    on_paper: bool = False


def _planner(lang: str, question: str) -> str:
    return f"/?{urlencode({'lang': lang, 'q': question})}"


def _comparison() -> str:
    base = {"start": "2026-07-06", "days": 30, "weeks": 12}
    pins: list[dict[str, object]] = [
        {"name": "As planned", "leads": 300},
        {"name": "Double", "leads": 600},
        {"name": "Two reps more", "leads": 600, "reps": "华南:+2:"},
    ]
    pinned = [("pin", urlencode(pin | base)) for pin in pins]
    return f"/?{urlencode([('lang', 'en'), ('leads', 300), *base.items(), ('response', 2), *pinned])}"


def _list(lang: str) -> Picture:
    return Picture(f"/today?lang={lang}", TODAY, 1280, most=2750, ends="#news > section:not([hidden])")


def _account(lang: str) -> Picture:
    return Picture(f"/accounts/{BEST}?lang={lang}", ACCOUNT, 1280, most=2750, ends="#timeline li")


PICTURES = {
    "planner-en": Picture(_planner("en", QUESTION_EN), PLANNER, 1360),
    "planner-zh": Picture(_planner("zh", QUESTION_ZH), PLANNER, 1360),
    "planner-phone": Picture(_planner("zh", QUESTION_ZH), PLANNER, 390),
    "report-zh": Picture(_planner("zh", QUESTION_ZH), PLANNER, 1360, part="#report", on_paper=True),
    "compare-en": Picture(_comparison(), COMPARISON, 1360, part="#compare"),
    "today-en": _list("en"),
    "today-zh": _list("zh"),
    "account-en": _account("en"),
    "account-zh": _account("zh"),
}


@contextmanager
def demo(home: Path) -> Iterator[str]:
    """The address of the demo in `home`, without a slash at the end; the demo is made where it is not there."""
    command = [sys.executable, "leadcast.py", "demo", "--home", str(home.resolve()), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stdout is not None
        said = (line.removeprefix(ANNOUNCED) for line in server.stdout if line.startswith(ANNOUNCED))
        try:
            if not (address := next(said, "")):
                sys.exit("Error: the demo did not start; what it said above tells why.")
            yield address.strip().rstrip("/")
        finally:
            server.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        sys.exit(f"Error: none of {', '.join(CHROMIUM)} is on the path. Install it: apt-get install {PACKAGES}")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=found) as browser:
        yield browser


def taken(page: Page, picture: Picture) -> bytes:
    """A PNG of what `page` shows by now."""
    if picture.on_paper:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
    if picture.part:
        return page.locator(picture.part).screenshot(animations="disabled")
    if not picture.ends:
        return page.screenshot(full_page=True, animations="disabled")
    bottoms = "(all) => all.map((each) => each.getBoundingClientRect().bottom + scrollY)"
    found: list[float] = page.locator(picture.ends).evaluate_all(bottoms)
    height = max((each for each in found if each <= picture.most), default=picture.most)
    whole = FloatRect(x=0, y=0, width=picture.width, height=height)
    return page.screenshot(full_page=True, animations="disabled", clip=whole)


def kept(png: bytes, picture: Picture, place: Path) -> None:
    """Write `png` in 256 colours, which is a third of the bytes and looks the same."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if picture.on_paper:
        # Its height is no whole number of pixels: the last row is half of what lies behind.
        sheet = image.crop((0, 0, image.width, image.height - 1))
        image = ImageOps.expand(sheet, MARGIN, "white")
    image.quantize(256, dither=Image.Dither.NONE).save(place, optimize=True)


def take(browser: Browser, address: str, name: str) -> list[str]:
    """Write the picture of this name; what is wrong with its page."""
    picture, said = PICTURES[name], list[str]()
    with browser.new_page(viewport={"width": picture.width, "height": HIGH}, locale="en-GB", base_url=address) as page:
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: said.append(message.text) if message.type in ("warning", "error") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        best = page.request.get("/v1/intent?limit=1").json()["results"][0]["id"]
        try:
            page.goto(picture.path.replace(BEST, best))
            for each in picture.ready:
                page.locator(each).first.wait_for(state="attached")
            page.wait_for_load_state("networkidle")
            kept(taken(page, picture), picture, FOLDER / f"{name}.png")
        except Unfinished as error:
            said.append(error.message)
    return [f"{name}: {each}" for each in said]


def main() -> int:
    """Read the command line and take the pictures; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a demo to keep, made where it is not there; else a fresh one")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)}; default: all")
    given = parser.parse_args()
    if unknown := set(given.names) - set(PICTURES):
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    # The browser first: that there is none is said before a demo is made.
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory(prefix="leadcast-pictures-") as folder,
        demo(given.home or Path(folder)) as address,
    ):
        said = [line for name in given.names or PICTURES for line in take(browser, address, name)]
    for line in said:
        err.print(f"Error: {line}", soft_wrap=True)
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
