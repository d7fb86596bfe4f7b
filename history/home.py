"""The one folder that holds all state of a Leadcast: its settings, its database, its models."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from history.errors import UserError
from history.settings import Business

SETTINGS_FILE = "leadcast.toml"
Settings = TypeVar("Settings", bound=BaseModel)

TEMPLATE = """# Settings of this Leadcast. Every line that is commented out shows its default.

[business]
# Days and weeks are those of this time zone (a name of the IANA time zone database).
time_zone = "Asia/Shanghai"
# Holidays and working days: a two-letter ISO 3166 code.
country = "CN"
# Your open stages, first to last. "won" and "lost" end a lead and are not listed.
stages = []
# What counts as a purchase: an order, a lead won, or both.
# purchase = ["order", "won"]
# Where the region and the industry of a lead are read from; the first that knows it wins.
# region = ["lead.region", "account.region", "rep.region"]
# industry = ["lead.industry", "account.industry"]

# How long after an event this system could have known it, where an import does not say (e.g. "2h", "1d").
# [business.lags]
# activities = "1d"

[intent]
# Who is scored: "account" or "lead" (then P(won) of a lead).
# entity = "account"
# "all" accounts, "buyers" (bought before), "open" leads, or "new" leads.
# population = "all"
# How far ahead a purchase is foreseen, and how far apart the training cut-offs lie.
# horizon = "7d"
# every = "7d"

[grades]
# From which probability on an account (or lead) is graded A, B, C; below it is D. Without them, as training set them by
# what such grades held in the past. What yours would have held: leadcast grades.
# A = 0.20
# B = 0.10
# C = 0.03

[gate]
# What is asked of a model before `leadcast promote` lets it serve. The expected calibration error may be this share of
# the base rate, and at most so much (or what chance alone would show):
# ece_share = 0.25
# most_ece = 0.03
# The share of the present model's top tenth that must stand in the new one's top fifth.
# kept = 0.5
# A feature that alone ranks the answers with an AUC above this is taken for a leak.
# telling = 0.98

[today]
# The morning list: how many accounts it has, and when a working day ends (signals that come later are new the next
# morning).
# limit = 20
# day_ends = "18:00"
# The kinds of activities that are quotes, and after how long one is unanswered; and those that the customer takes part
# in, whoever called for them.
# quotes = ["quote"]
# unanswered = "72h"
# meetings = ["meeting", "demo", "site_visit"]
# A lead is stuck, or silent, where this share of past cases was over sooner.
# usual = 0.8
# By how many weeks of its own past a region is judged, at most.
# weeks = 104

[collect]
# How public signals are fetched. Where site owners learn who fetches and why:
# contact = "https://www.example.com/about-our-bot"
# The least pause between two requests to one host in seconds, and how many hosts are asked at once.
# delay = 1.0
# hosts_at_once = 16
# timeout = 30
# max_megabytes = 5
# Networks that may be connected to although they are not public, and the ports.
# allow = []
# ports = [80, 443]

[offering]
# What you sell, in a few lines, Chinese or English: signals are judged by how much they have to do with it.
# description = "工业轴承、设备维护与预测性维护软件 / industrial bearings, maintenance, predictive maintenance software"

[outreach]
# When customers are approached, by their local time, and when they are at lunch.
# hours = "9:00-18:00"
# lunch = "12:00-13:30"
# A file of plays in this folder, beside or instead of those that come along (docs/plays.md).
# plays = "plays.yaml"
# The share of accounts that get no plans, so that `leadcast backtest uplift` can tell what plans are worth, and the day
# on which that began. Who is held out stays so; another salt draws others.
# holdout = 0.1
# since = 2026-01-05
# salt = "leadcast"
# Regions elsewhere: their time zone and, if it is not yours, their country.
# [outreach.regions]
# North = {time_zone = "America/Chicago", country = "US"}
# Your CRM's kinds of activities: phone, email, meeting, video, demo, visit, event, wechat, quote, or web (your pages).
# [outreach.kinds]
# "Outbound dial" = "phone"
# Let a language model reword plans, by any endpoint that speaks OpenAI's chat completions; what adds a fact is dropped.
# [outreach.rewrite]
# url = "http://127.0.0.1:11434/v1"
# model = "qwen2.5:7b"
# key_env = "LEADCAST_REWRITE_KEY"
# timeout = 8

[regions]
# A map of your regions: GeoJSON in this folder, and which property of a feature names the region.
# geojson = "regions.geojson"
# property = "name"

[webhooks]
# Networks that events may be sent to although they are not public, e.g. where your CRM is.
# allow = ["10.20.0.0/16"]

[audit]
# How long it is kept who changed what; without it, for ever. A server removes what is older once an hour.
# keep = "400d"

[aliases]
# Further names that your accounts apply for patents under, with the account's id:
# "HUAXING BEARING CO LTD" = "A1"

[push]
# The morning list as a daily digest and as alerts: leadcast push run. When nothing is sent (past midnight too), and
# whether days that are not worked are quiet as well; what falls into them is sent once after them.
# quiet = "20:00-08:30"
# quiet_holidays = true
# From when on the digest of the day is sent, and how many accounts it names.
# digest_at = "08:30"
# top = 5
# Where your people open Leadcast, for a link with each account:
# base_url = "https://leadcast.example.com"
# What is an alert: an account that became an A (or rose past a probability), a signal of buying of an A or B, a lead
# newly at risk, a region below its own limit.
# alerts = ["grade", "signal", "risk", "region"]
# probability = 0.3
# How often they are looked for:
# every = "10min"
# One table a channel, by its Apprise URL (https://appriseit.com/services/) or the environment variable that holds it:
# wecombot://KEY, dingtalk://SECRET@TOKEN, feishu://TOKEN, slack://A/B/C, mailto://user:password@host?to=name, json://host/
# [[push.targets]]
# name = "east"
# url_env = "LEADCAST_PUSH_EAST"
# language = "zh"
# kinds = ["digest", "alerts"]
# reps = []
# regions = ["华东"]

[database]
# Empty: SQLite in this folder. PostgreSQL: "postgresql+psycopg://user:password@host/name".
url = ""
"""


@dataclass(frozen=True)
class Home:
    """Paths and settings under `folder`, which need not exist yet. `database_url` wins over the settings' own."""

    folder: Path
    database_url: str = ""

    @property
    def settings_file(self) -> Path:
        """Where the settings stand."""
        return self.folder / SETTINGS_FILE

    @property
    def models(self) -> Path:
        """Promoted models, and which of them serves."""
        return self.folder / "models"

    @property
    def snapshots(self) -> Path:
        """Immutable snapshots that models were trained from."""
        return self.folder / "snapshots"

    @property
    def runs(self) -> Path:
        """MLflow's database and artifacts."""
        return self.folder / "mlruns"

    @property
    def studies(self) -> Path:
        """What searches for settings tried, in SQLite."""
        return self.folder / "studies.db"

    def table(self, name: str) -> dict[str, Any]:
        """One table of the settings, empty where there is none.

        Raises:
            UserError: the file is no TOML, or `name` is no table in it.
        """
        if not self.settings_file.exists():
            return {}
        try:
            found = tomllib.loads(self.settings_file.read_text(encoding="utf-8-sig")).get(name, {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(f"{self.settings_file} cannot be read: {error}.", "Mend it, or remove it.") from None
        if not isinstance(found, dict):
            raise UserError(f"{self.settings_file}: {name} is not a table.", f"Write [{name}] and settings below it.")
        return found

    @property
    def business(self) -> Business:
        """The `[business]` table."""
        return checked(Business, self.table("business"), f"{self.settings_file}, [business]")

    @property
    def url(self) -> str:
        """The database: the URL given, else the settings', else SQLite in the folder."""
        own = f"sqlite:///{(self.folder / 'leadcast.db').resolve()}"
        return self.database_url or str(self.table("database").get("url") or own)


def checked(kind: type[Settings], values: dict[str, Any], where: str) -> Settings:
    """`values` as settings of `kind`; a UserError names every field that is wrong, and how."""
    try:
        return kind(**values)
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in each['loc']) or 'table'}: {each['msg']}" for each in error.errors()]
        raise UserError(f"{where}: {'; '.join(lines)}.", "Mend the settings and run it again.") from None


def start_home(home: Home, template: Path | None = None) -> bool:
    """Write the settings if there are none yet, from `template` or with comments on every field; True if written."""
    if home.settings_file.exists():
        return False
    home.folder.mkdir(parents=True, exist_ok=True)
    text = template.read_text(encoding="utf-8-sig") if template else TEMPLATE
    home.settings_file.write_text(text, encoding="utf-8")
    return True
