"""From a home to what the service is told when it starts."""

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from history.home import Home, checked
from history.opening import moment_of, read_history
from models.plans import outreach_of
from scrapers.meaning.taxonomy import Taxonomy
from serving.callers.trimming import kept_for
from serving.grades.opened import grades_of
from serving.outreach.rewrite import rewrite_key
from serving.planner.maps import map_of
from serving.settings import Settings, WebhookSettings
from serving.today.opened import settings_of as today_of


def settings_of(place: Home, as_of: str, started_at: datetime, environment: Mapping[str, str], **told: Any) -> Settings:
    """What the home's settings and the environment say, with `told` as further fields; `as_of` is business time.

    Raises:
        UserError: something in the home cannot be read, or the text is no moment.
    """
    outreach = outreach_of(place)
    return Settings(
        database_url=place.url,
        models_dir=place.models,
        business=place.business,
        started_at=started_at,
        as_of=moment_of(as_of, read_history(place)).to_pydatetime() if as_of else None,
        map_file=map_of(place),
        taxonomy=_taxonomy_of(place),
        version=version("leadcast"),
        traces="OTEL_EXPORTER_OTLP_ENDPOINT" in environment,
        outreach=outreach,
        rewrite_key=rewrite_key(outreach, environment),
        today=today_of(place),
        grades=grades_of(place),
        webhook_allow=checked(WebhookSettings, place.table("webhooks"), f"{place.settings_file}, [webhooks]").allow,
        audit_keep=kept_for(place),
        **told,
    )


def _taxonomy_of(place: Home) -> Path | None:
    """The home's own file of topics, if it has one; what is wrong with it is said before the server starts."""
    own = place.folder / "taxonomy.toml"
    taxonomy = own.resolve() if own.exists() else None
    Taxonomy.load(taxonomy)
    return taxonomy
