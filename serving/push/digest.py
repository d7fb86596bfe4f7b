"""The morning list as a message: a heading and a few entries for each part that has something to say."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.phrases import day
from models.today import AtRisk, NewSignal, Person, Today, TopEntry
from serving.push.script import Script
from serving.wording import money, percent

# In a short message, that nothing stands out is not worth a line.
UNEXPLAINED = "unexplained"
# A long weekend without a row is usual.
FRESH_DAYS = 3


def title_of(today: Today, script: Script, now: datetime, time_zone: str) -> str:
    """The day of `now`, and how many are graded A."""
    count = sum(entry.grade == "A" for entry in today.top)
    key = "digest-title" if today.entity == "account" else "digest-title-leads"
    return script.say(key, day=day(now.astimezone(ZoneInfo(time_zone)).date(), script.language), count=count)


def blocks_of(today: Today, script: Script, most: int, now: datetime, time_zone: str) -> list[str]:
    """The text in blocks that must not be torn apart; parts hold `most` entries at the most.

    Where nothing was recorded for days, it begins with that: the list is of a world that may be gone.
    """
    parts = [
        *_part(
            script.say("top", amounts="yes" if today.currency_known else "no"),
            list(top_blocks(today, script, most)),
            script,
        ),
        *_part(script.say("at-risk"), [risk_block(each, script) for each in today.at_risk], script),
        *_part(script.say("signals"), list(_signals(today, script, most)), script),
        *_part(
            script.say("regions"),
            [script.block(script.sentence(each.text)) for each in today.regions],
            script,
        ),
    ]
    days = (now - today.as_of) // timedelta(days=1)
    stale = [script.say("stale", days=days)] if days > FRESH_DAYS else []
    return [*stale, *(parts or [script.say("nothing")]), "\n" + _foot(today, script, time_zone)]


def top_blocks(today: Today, script: Script, most: int) -> Iterator[str]:
    """Whom to call, the first first."""
    for entry in today.top[:most]:
        yield entry_block(entry, today, script)


def entry_block(entry: TopEntry, today: Today, script: Script) -> str:
    """One account or lead: name, grade and chance, what is at stake, whose it is, and why."""
    path = "accounts" if today.entity == "account" else "leads"
    chance = script.say(f"{today.entity}-chance", chance=percent(entry.probability), days=f"{today.horizon_days:g}")
    trend = {"improving": script.say("rising"), "declining": script.say("falling")}.get(entry.trend or "", "")
    worth = "" if entry.at_stake is None else script.say("worth", value=money(entry.at_stake, script.language))
    return script.block(
        script.joined(script.linked(entry.name or entry.id, path, entry.id), script.say("graded", grade=entry.grade)),
        script.joined(chance, trend, worth),
        whose(entry.region, entry.rep, script),
        script.sentence(entry.reason.text if entry.reason else None),
        below(script, path, entry.id),
    )


def risk_block(lead: AtRisk, script: Script) -> str:
    """An open lead whose chance fell, and what goes along with that."""
    name, path = lead_path(lead)
    falls = script.say("falls", before=percent(lead.before), now=percent(lead.now))
    told = [cause for cause in lead.causes if cause.key != UNEXPLAINED]
    return script.block(
        script.joined(script.linked(name, *path), script.quoted(lead.stage or "")),
        falls,
        whose(lead.region, lead.rep, script),
        script.sentence(told[0].text if told else None),
        below(script, *path),
    )


def signal_block(signal: NewSignal, script: Script) -> str:
    """Something published, with where it stands."""
    title = script.quoted(signal.evidence.title or signal.evidence.quote or signal.evidence.kind)
    more = script.say("copies", count=signal.copies) if signal.copies else ""
    return script.block(
        script.joined(script.linked(signal.name or signal.account_id, "accounts", signal.account_id)),
        script.joined(title, more),
        script.outside(signal.evidence.url),
        below(script, "accounts", signal.account_id),
    )


def whose(region: str | None, rep: Person | None, script: Script) -> str:
    """Region and rep."""
    return script.joined(script.called(region), script.quoted((rep.name or rep.id) if rep else ""))


def lead_path(lead: AtRisk) -> tuple[str, tuple[str, str]]:
    """What an open lead is called, and the page that tells of it: that of its account, where it has one."""
    if lead.account_id:
        return lead.name or lead.account_id, ("accounts", lead.account_id)
    return lead.lead_id, ("leads", lead.lead_id)


def below(script: Script, *path: str) -> str:
    """The address on a line of its own, where names cannot be linked."""
    return "" if script.markdown else script.address(*path)


def _part(heading: str, blocks: list[str], script: Script) -> list[str]:
    """The heading stays with its first entry."""
    return ["\n" + script.headed(heading, blocks[0]), *blocks[1:]] if blocks else []


def _signals(today: Today, script: Script, most: int) -> Iterator[str]:
    for signal in today.signals[:most]:
        yield signal_block(signal, script)
    if len(today.signals) > most:
        yield script.block(script.say("more", count=len(today.signals) - most))


def _foot(today: Today, script: Script, time_zone: str) -> str:
    local = today.as_of.astimezone(ZoneInfo(time_zone))
    moment = f"{day(local.date(), script.language)} {local:%H:%M}"
    whole = f"[{script.say('open-list')}]({script.address('today')})" if script.markdown and script.base_url else ""
    plain = "" if script.markdown or not script.base_url else f"{script.say('open-list')} {script.address('today')}"
    simulated = script.say("simulated") if today.simulated else ""
    return script.joined(script.say("data-as-of", moment=moment), simulated, whole, plain)
