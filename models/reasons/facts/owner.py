"""What a lead takes from its account, where it has one."""

from collections.abc import Callable

from models.reasons.view import Fact, View


def of_account(view: View, tell: Callable[[View], Fact | None]) -> Fact | None:
    """What `tell` says of the lead's account, or that none is named."""
    if view.account_id is None:
        return Fact("no-account", {}, [view.lead] if view.lead else [])
    return tell(view)
