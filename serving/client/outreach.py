"""Calls about what was done about a plan of outreach, and what came of it."""

from serving.client.call import Call, change, get
from serving.schemas.outreach import OutreachAnswer, OutreachOut, OutreachRequest


def note_outreach(done: OutreachRequest) -> Call[OutreachOut]:
    """Note what was done about an account or a lead."""
    return change("/v1/outreach", OutreachOut, done.model_dump(mode="json", exclude_none=True))


def outreach(account_id: str | None = None, lead_id: str | None = None) -> Call[OutreachAnswer]:
    """What was done about an account or a lead, the newest first."""
    return get("/v1/outreach", OutreachAnswer, account_id=account_id, lead_id=lead_id)
