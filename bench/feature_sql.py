"""The SQL of the DuckDB sides. A `cell` is the place of (kind, account, cut-off) in the answer's columns."""

from bench.feature_events import KINDS, WINDOWS, Case
from features.moments import DAY

WEEK = 7 * DAY


def counts_by_join(case: Case, days: int) -> str:
    """Counts of one window: every event meets every cut-off whose window it lies in."""
    return f"""
        SELECT ((kind * {case.accounts} + account) * {case.cutoffs} + place)::INT AS cell, count(*)::FLOAT AS n
        FROM events JOIN cutoffs ON time <= moment AND time > moment - {days * DAY}
        GROUP BY cell"""


def last_by_asof(case: Case) -> str:
    """Days since the last event of each kind."""
    return f"""
        SELECT ((g.kind * {case.accounts} + g.account) * {case.cutoffs} + place)::INT AS cell,
            ((moment - time) / {DAY})::FLOAT AS days
        FROM (
            SELECT a.account::INT AS account, k.kind::INT AS kind, place, moment
            FROM range({case.accounts}) a(account), range({len(KINDS)}) k(kind), cutoffs
        ) g ASOF JOIN events e ON g.kind = e.kind AND g.account = e.account AND moment >= time"""


def value_by_asof(case: Case) -> str:
    """The value of each account's last event."""
    return f"""
        SELECT (g.account * {case.cutoffs} + place)::INT AS cell, value
        FROM (SELECT a.account::INT AS account, place, moment FROM range({case.accounts}) a(account), cutoffs) g
        ASOF JOIN events e ON g.account = e.account AND moment >= time"""


def _place(time: str, case: Case) -> str:
    """The first of the weekly cut-offs at or after `time`, which is arithmetic: no join is cheaper."""
    return f"greatest(0, least({case.cutoffs}, ({time} - {case.moments[0]} + {WEEK - 1}) // {WEEK}))::INT"


def counts_by_deltas(case: Case) -> str:
    """Counts of all windows and days since the last event: summed up over the cut-offs of each kind and account."""
    width, owners = case.cutoffs + 1, len(KINDS) * case.accounts
    counted = ", ".join(f"sum(n{days})::INT AS n{days}" for days in WINDOWS)
    summed = ", ".join(f"(sum(n{days}) OVER along)::FLOAT AS n{days}" for days in WINDOWS)
    entered = ", ".join(f"count(*)::INT AS n{days}" for days in WINDOWS)
    left = " ".join(f"UNION ALL {_left(case, days)}" for days in WINDOWS)
    return f"""
        WITH deltas AS (
            SELECT ((kind * {case.accounts} + account) * {width} + {_place("time", case)})::INT AS delta,
                {entered}, max(time) AS last
            FROM events GROUP BY delta
            {left}
            UNION ALL SELECT delta::INT, {", ".join("0" for _ in WINDOWS)}, NULL FROM range({owners * width}) d(delta)
        ),
        cells AS (SELECT delta, {counted}, max(last) AS last FROM deltas GROUP BY delta),
        sums AS (
            SELECT delta // {width} AS owner, delta % {width} AS place, {summed}, max(last) OVER along AS last
            FROM cells WINDOW along AS (PARTITION BY delta // {width} ORDER BY delta)
        )
        SELECT (owner * {case.cutoffs} + place)::INT AS cell, {", ".join(f"n{days}" for days in WINDOWS)},
            ((moment - last) / {DAY})::FLOAT AS days
        FROM sums JOIN cutoffs USING (place)"""


def _left(case: Case, days: int) -> str:
    taken = ", ".join("-count(*)::INT" if each == days else "0" for each in WINDOWS)
    place = _place(f"time + {days * DAY}", case)
    return f"""SELECT ((kind * {case.accounts} + account) * {case.cutoffs + 1} + {place})::INT AS delta, {taken}, NULL
            FROM events GROUP BY delta"""


def value_by_window(case: Case) -> str:
    """The value of each account's last event: the last of each (account, cut-off), carried on."""
    width = case.cutoffs + 1
    return f"""
        WITH lasts AS (
            SELECT (account * {width} + {_place("time", case)})::INT AS delta, max(time) AS last,
                arg_max(value, time) AS value
            FROM events GROUP BY delta
        ),
        cells AS (SELECT delta::INT AS delta, last, value
            FROM range({case.accounts * width}) d(delta) LEFT JOIN lasts USING (delta)),
        carried AS (
            SELECT delta // {width} AS account, delta % {width} AS place, arg_max(value, last) OVER along AS value
            FROM cells WINDOW along AS (PARTITION BY delta // {width} ORDER BY delta)
        )
        SELECT (account * {case.cutoffs} + place)::INT AS cell, value FROM carried WHERE place < {case.cutoffs}"""
