"""The one folder that holds all state of a Leadcast: its settings, its database, its models."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from history.errors import UserError
from history.names import Names
from history.settings import Business

SETTINGS_FILE = "leadcast.toml"
# What a new home says: every setting with its default, commented out.
TEMPLATE = Path(__file__).with_name("template.toml")

Settings = TypeVar("Settings", bound=BaseModel)


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
        """The `[business]` table, with what else its names are called by the `[questions]` table."""
        own = checked(Business, self.table("business"), f"{self.settings_file}, [business]")
        return own.naming(checked(Names, self.table("questions"), f"{self.settings_file}, [questions]"))

    @property
    def url(self) -> str:
        """The database: the URL given, else the settings', else SQLite in the folder."""
        own = f"sqlite:///{(self.folder / 'leadcast.db').resolve()}"
        return self.database_url or str(self.table("database").get("url") or own)


def existing(home: Home) -> Home:
    """`home`, for what only reads it.

    Raises:
        UserError: there is none, by a folder that is mistyped perhaps.
    """
    if not home.folder.is_dir():
        hint = "Name the right one by --home, or make one: leadcast import DIR --sql SQL_DIR --home HOME."
        raise UserError(f"There is no home at {home.folder}.", hint)
    return home


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
    home.settings_file.write_text((template or TEMPLATE).read_text(encoding="utf-8-sig"), encoding="utf-8")
    return True
