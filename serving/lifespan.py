"""What runs as long as the application does, and what of it handlers find in `request.state`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from typing import TypedDict

from history.events.intake import Intake
from serving.accounts.kept import Kept
from serving.backlog import Backlog
from serving.callers.trimming import trimming
from serving.events.intake import Writer
from serving.outreach.outreach import Planner
from serving.readiness import Database
from serving.scores.current import Current
from serving.scores.explaining import Explained
from serving.scores.opening import Live
from serving.scores.rescoring import Rescorer
from serving.settings import Settings
from serving.telemetry.metrics import Metrics
from serving.today.mornings import Mornings
from serving.webhooks.addresses import networks_of
from serving.webhooks.sender import Sender
from serving.webhooks.watcher import Watcher

Opening = Callable[[Settings], Live]
Clock = Callable[[], datetime]


class State(TypedDict):
    """What lifespan hands to every request."""

    current: Current
    writer: Writer
    rescorer: Rescorer
    metrics: Metrics
    database: Database
    kept: Kept
    planner: Planner
    mornings: Mornings
    explained: Explained
    sender: Sender


Lifespan = Callable[[object], AbstractAsyncContextManager[State]]


def lifespan_of(settings: Settings, opening: Opening, clock: Clock, measured: Metrics) -> Lifespan:
    """What runs as long as the application does: `opening` reads history and model, then events are stored and scored,
    subscribers told, the audit trimmed."""
    database, planner = Database(settings.database_url), Planner(settings)

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[State]:
        current = Current(await asyncio.to_thread(opening, settings))
        with _running(settings, current, clock, measured) as (writer, rescorer, sender):
            yield {
                "current": current,
                "writer": writer,
                "rescorer": rescorer,
                "metrics": measured,
                "database": database,
                "kept": Kept(),
                "planner": planner,
                "mornings": Mornings(clock),
                "explained": Explained(),
                "sender": sender,
            }

    return lifespan


@contextmanager
def _running(
    settings: Settings, current: Current, clock: Clock, measured: Metrics
) -> Iterator[tuple[Writer, Rescorer, Sender]]:
    intake, url = Intake(settings.database_url, settings.business), settings.database_url
    with (
        trimming(settings, clock),
        Sender(url, networks_of(settings), measured.tried, clock) as sender,
        Watcher(url, sender.nudge, clock) as watcher,
        Rescorer(current, settings, watcher.observe) as rescorer,
        Writer(intake, rescorer.add, rescorer.full, settings.most_waiting_events) as writer,
    ):
        _show_backlogs(measured, {"intake": writer.backlog, "rescoring": rescorer.backlog}, clock)
        _show_unsent(measured, sender)
        yield writer, rescorer, sender


def _show_backlogs(measured: Metrics, waiting: Mapping[str, Callable[[], Backlog]], clock: Clock) -> None:
    """How much waits to be stored and to be scored anew, and for how long, whenever somebody looks."""

    def age(read: Callable[[], Backlog]) -> float:
        since = read().since
        return 0.0 if since is None else (clock() - since).total_seconds()

    for name, read in waiting.items():
        size = partial(lambda read: float(read().size), read)
        measured.gauge(f"leadcast_{name}_backlog", f"What waits for {name}.", size)
        measured.gauge(
            f"leadcast_{name}_backlog_age_seconds", f"How long the oldest waits for {name}.", partial(age, read)
        )


def _show_unsent(measured: Metrics, sender: Sender) -> None:
    """What is to be sent to webhooks, and what was given up: of all servers, as this one last saw it."""
    about = "Events that wait to be sent to webhooks."
    measured.gauge("leadcast_webhooks_pending", about, lambda: sender.counts.pending)
    about = "Events that no webhook took, given up."
    measured.gauge("leadcast_webhooks_dead", about, lambda: sender.counts.dead)
