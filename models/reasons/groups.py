"""Which of a model's features belong together: the things that a salesperson knows, one sentence each."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from features.dictionary import entry_of

# By what the name of a column begins with; the longest one that fits counts.
_PREFIXES = {
    "orders_count_": "purchases",
    "purchases_": "purchases",
    "orders_": "order_value",
    "signals_": "signals",
    "signals_site_update_": "site_updates",
    "signals_job_posting_": "job_postings",
    "signals_patent_": "patents",
    "signals_news_": "news",
    "touches_": "touches",
    "touches_inbound_": "inbound",
    "touches_account_": "account_touches",
    "touches_response_": "response",
    "leads_": "pipeline",
    "leads_created_": "leads",
    "leads_days_since_last": "leads",
    "leads_won_": "outcomes",
    "leads_lost_": "outcomes",
    "stage": "stage",
    "queue_": "queue",
    "level_stage_": "queue",
    "level_": "level",
    "load_region_": "load_region",
    "load_rep_": "load_rep",
    "rep": "rep",
    "region": "region",
    "industry": "industry",
    "source": "source",
    "product": "product",
    **{f"rate_{kind}_{name}": name for kind in ("closed", "matured") for name in ("region", "industry", "source")},
    **{f"rate_{kind}_{name}": name for kind in ("closed", "matured") for name in ("product", "rep")},
    "calendar_": "calendar",
    "account_employees": "size",
    "account_age_": "known",
    "lead_value": "lead_value",
    "lead_created_": "arrival",
    "lead_age_": "lead_age",
    "lead_versions_": "lead_age",
}
GROUPS = tuple(dict.fromkeys(_PREFIXES.values()))


@cache
def group_of(feature: str) -> str:
    """The group of the feature, one of `GROUPS`.

    Raises:
        LookupError: the dictionary of features does not describe it.
    """
    entry = entry_of(feature)
    if entry is None:
        raise LookupError(f"{feature} is not described in the dictionary of features")
    # A kind of activity may be called anything, `response_sent` as well.
    name = "touches_" if entry.pattern.startswith("touches_{kind}") else feature
    return _PREFIXES[max((prefix for prefix in _PREFIXES if name.startswith(prefix)), key=len)]


def places_of(features: Sequence[str]) -> npt.NDArray[np.int64]:
    """The place of each feature's group in `GROUPS`."""
    return np.array([GROUPS.index(group_of(name)) for name in features], dtype=np.int64)
