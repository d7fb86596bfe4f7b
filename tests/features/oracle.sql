-- Every feature once more, by plain joins on what was known at each cut-off: slow, and independent of the counting core.
-- Given: the seven tables, cutoffs(t), and the vocabulary of the test's world. Business: Asia/Shanghai, region from
-- lead, account, rep; industry from lead, account; stages first, second; a purchase is an order or a won lead.

CREATE MACRO days(later, earlier) AS (epoch_us(later) - epoch_us(earlier)) / 86400e6;
CREATE MACRO within(t, happened, days) AS happened > t - to_days(CAST(days AS INTEGER));
CREATE MACRO rank_of(stage) AS CASE stage WHEN 'first' THEN 0 WHEN 'second' THEN 1 WHEN 'unplanned' THEN 2 END;
CREATE MACRO known(happened, recorded) AS greatest(happened, recorded);

CREATE TABLE births AS
SELECT lead_id, min(recorded_at) AS recorded_at, min_by(created_at, recorded_at) AS created_at,
       known(min_by(created_at, recorded_at), min(recorded_at)) AS seen
FROM leads GROUP BY lead_id;

CREATE TABLE ends AS
SELECT lead_id, changed_at AS ended, greatest(known(changed_at, c.recorded_at), seen) AS ended_seen, stage
FROM stage_changes c JOIN births USING (lead_id) WHERE stage IN ('won', 'lost')
QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY known(changed_at, c.recorded_at), changed_at, stage) = 1;

CREATE TABLE sales AS
SELECT lead_id, changed_at AS happened, greatest(known(changed_at, c.recorded_at), seen) AS known
FROM stage_changes c JOIN births USING (lead_id) WHERE stage = 'won'
QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY known(changed_at, c.recorded_at), changed_at) = 1;

-- What each lead was at each moment that matters: at the cut-offs, when it ended, when its first 30 days were over.
CREATE TABLE asked AS
SELECT lead_id, t AS moment FROM births, cutoffs WHERE t >= recorded_at
UNION SELECT lead_id, ended_seen FROM ends
UNION SELECT lead_id, greatest(seen, created_at + INTERVAL 30 DAY) FROM births;

CREATE TABLE states AS
WITH versions AS (
    SELECT q.lead_id, q.moment, max_by(l, l.recorded_at) AS v, count(*) AS lead_versions_count
    FROM asked q JOIN leads l ON l.lead_id = q.lead_id AND l.recorded_at <= q.moment GROUP BY ALL
), places AS (
    SELECT lead_id, moment,
        (SELECT max_by(a, a.recorded_at) FROM accounts a
         WHERE a.account_id = v.account_id AND known(a.valid_from, a.recorded_at) <= moment) AS a,
        (SELECT max_by(r, r.recorded_at) FROM reps r WHERE r.rep_id = v.rep_id AND r.recorded_at <= moment) AS r
    FROM versions
)
SELECT lead_id, moment, v.account_id, v.rep_id, v.source, v.product, v.value AS lead_value,
       CAST(lead_versions_count AS DOUBLE) AS lead_versions_count,
       coalesce(v.region, a.region, r.region) AS region, coalesce(v.industry, a.industry) AS industry
FROM versions JOIN places USING (lead_id, moment);

-- Leads at each cut-off, as far as they were known then.
CREATE TABLE here AS
SELECT s.* EXCLUDE moment, s.moment AS t, created_at, seen,
       e.ended IS NOT NULL AND e.ended_seen <= t AS is_ended, e.ended, e.stage AS ended_as
FROM states s JOIN cutoffs ON s.moment = t JOIN births USING (lead_id) LEFT JOIN ends e USING (lead_id);

CREATE TABLE moves AS
SELECT h.lead_id, h.account_id, t, stage, changed_at FROM here h JOIN stage_changes c USING (lead_id)
WHERE stage NOT IN ('won', 'lost') AND known(changed_at, c.recorded_at) <= t;

CREATE TABLE met AS
SELECT t, a.lead_id, coalesce(a.account_id, h.account_id) AS account_id, a.kind, a.happened_at,
    CASE WHEN lower(direction) IN ('in', '来电') THEN 'in' WHEN lower(direction) = 'outbound' THEN 'out' END AS direction
FROM activities a CROSS JOIN cutoffs LEFT JOIN here h USING (lead_id, t) WHERE known(a.happened_at, a.recorded_at) <= t;

CREATE TABLE known_accounts AS
SELECT account_id, t, min(known) AS since FROM (
    SELECT account_id, known(valid_from, recorded_at) AS known FROM accounts
    UNION ALL SELECT account_id, known(created_at, recorded_at) FROM leads
    UNION ALL SELECT account_id, known(happened_at, recorded_at) FROM activities
    UNION ALL SELECT account_id, known(ordered_at, recorded_at) FROM orders
    UNION ALL SELECT account_id, known(observed_at, recorded_at) FROM signals
), cutoffs WHERE account_id IS NOT NULL AND known <= t GROUP BY ALL;

-- Load and rates -----------------------------------------------------------------------------------------------------

CREATE TABLE held AS
SELECT *, NOT is_ended AND days(t, created_at) < 180 AS is_open FROM here WHERE seen <= t;

CREATE TABLE active_reps AS
SELECT t, coalesce(r.region, '?') AS region, count(*) AS reps FROM (
    SELECT t, max_by(r, r.recorded_at) AS r FROM reps r JOIN cutoffs ON r.recorded_at <= t GROUP BY t, rep_id
) WHERE r.joined_at <= t AND coalesce(r.left_at > t, true) GROUP BY ALL;

CREATE TABLE region_load AS
SELECT t, coalesce(region, '?') AS region,
    count(*) FILTER (is_open) AS load_region_open,
    count(*) FILTER (within(t, created_at, 7)) AS load_region_new_7d,
    count(*) FILTER (within(t, created_at, 30)) AS load_region_new_30d
FROM held GROUP BY ALL;

CREATE TABLE rep_load AS
SELECT t, rep_id, count(*) FILTER (is_open) AS load_rep_open, count(*) FILTER (within(t, created_at, 7)) AS load_rep_new_7d
FROM held WHERE rep_id IS NOT NULL GROUP BY ALL;

CREATE TABLE rep_tenure AS
SELECT t, rep_id, days(t, max_by(joined_at, recorded_at)) AS rep_tenure_days
FROM reps JOIN cutoffs ON known(joined_at, recorded_at) <= t GROUP BY t, rep_id;

CREATE TABLE outcomes AS
SELECT t, 'closed' AS what, lead_id, ended_seen AS moment, stage = 'won' AS won FROM ends JOIN cutoffs ON ended_seen <= t
UNION ALL
SELECT t, 'matured', lead_id, greatest(seen, created_at + INTERVAL 30 DAY),
    coalesce(stage = 'won' AND ended < created_at + INTERVAL 30 DAY AND ended_seen <= t, false)
FROM births LEFT JOIN ends USING (lead_id) JOIN cutoffs ON greatest(seen, created_at + INTERVAL 30 DAY) <= t;

CREATE TABLE rates AS
WITH told AS (
    UNPIVOT (SELECT t, what, won, coalesce(region, '?') AS region, coalesce(industry, '?') AS industry,
        coalesce(source, '?') AS source, coalesce(product, '?') AS product, coalesce(rep_id, '?') AS rep
        FROM outcomes JOIN states USING (lead_id, moment))
    ON region, industry, source, product, rep INTO NAME category VALUE value
)
SELECT t, what, category, value, sum(won::INT) AS won, count(*) AS total FROM told GROUP BY ALL;

CREATE TABLE overall AS
SELECT t, what, sum(won) / sum(total) AS rate FROM rates WHERE category = 'region' GROUP BY ALL;

CREATE MACRO rate_of(asked_t, asked_what, asked_category, asked_value) AS (
    SELECT (coalesce(won, 0) + 20 * rate) / (coalesce(total, 0) + 20)
    FROM overall o LEFT JOIN rates r
        ON r.t = o.t AND r.what = o.what AND r.category = asked_category AND r.value = coalesce(asked_value, '?')
    WHERE o.t = asked_t AND o.what = asked_what
);

-- Accounts -------------------------------------------------------------------------------------------------------------

CREATE TABLE account_versions AS
SELECT account_id, t, max_by(a, a.recorded_at) AS a FROM accounts a JOIN cutoffs ON known(valid_from, recorded_at) <= t
GROUP BY ALL;

CREATE TABLE account_orders AS
SELECT account_id, t,
    count(*) FILTER (within(t, ordered_at, 7)) AS orders_count_7d,
    count(*) FILTER (within(t, ordered_at, 30)) AS orders_count_30d,
    count(*) FILTER (within(t, ordered_at, 90)) AS orders_count_90d,
    count(*) FILTER (within(t, ordered_at, 365)) AS orders_count_365d,
    count(*) AS orders_count_all,
    coalesce(sum(amount) FILTER (within(t, ordered_at, 30)), 0) AS orders_value_30d,
    coalesce(sum(amount) FILTER (within(t, ordered_at, 90)), 0) AS orders_value_90d,
    coalesce(sum(amount) FILTER (within(t, ordered_at, 365)), 0) AS orders_value_365d,
    coalesce(sum(amount), 0) AS orders_value_all,
    (max_by(o, ordered_at)).amount AS orders_last_value
FROM orders o JOIN cutoffs ON known(ordered_at, recorded_at) <= t GROUP BY ALL;

-- A sale counts for an account from when its lead is known to be that account's: the last time that it came there.
CREATE TABLE belongs AS
SELECT h.lead_id, h.t, min(v.recorded_at) AS since
FROM here h JOIN leads v ON v.lead_id = h.lead_id AND v.recorded_at <= h.t
WHERE v.recorded_at > coalesce((
    SELECT max(u.recorded_at) FROM leads u
    WHERE u.lead_id = h.lead_id AND u.recorded_at <= h.t AND u.account_id IS DISTINCT FROM h.account_id
), TIMESTAMPTZ '-infinity')
GROUP BY h.lead_id, h.t;

CREATE TABLE bought AS
WITH every AS (
    SELECT account_id, t, ordered_at AS happened, known(ordered_at, recorded_at) AS known FROM orders, cutoffs
    UNION ALL SELECT account_id, t, happened, known(known, since)
    FROM sales JOIN here USING (lead_id) JOIN belongs USING (lead_id, t)
)
SELECT account_id, t, min_by(happened, (known, happened)) AS happened FROM every
WHERE known <= t AND account_id IS NOT NULL
GROUP BY account_id, t, CAST(happened AT TIME ZONE 'Asia/Shanghai' AS DATE);

CREATE MACRO faded(age, half_life) AS
    CASE WHEN age >= 512 THEN 0 WHEN age < 1 THEN 2 ** (-0.5 / half_life)
    ELSE 2 ** (-0.75 * 2 ** (floor(log2(age)) + 1) / half_life) END;

CREATE TABLE account_purchases AS
SELECT account_id, t, count(*) AS purchases_count_all,
    days(t, max(happened)) AS purchases_days_since_last, days(t, min(happened)) AS purchases_days_since_first,
    days(max(happened), min(happened)) / nullif(count(*) - 1, 0) AS purchases_usual_gap_days,
    purchases_days_since_last / nullif(purchases_usual_gap_days, 0) AS purchases_gap_ratio,
    sum(faded(days(t, happened), 7)) AS purchases_decayed_7d,
    sum(faded(days(t, happened), 30)) AS purchases_decayed_30d,
    sum(faded(days(t, happened), 120)) AS purchases_decayed_120d
FROM bought GROUP BY account_id, t;

CREATE TABLE looked AS
SELECT DISTINCT account_id, t, kind FROM signals JOIN cutoffs ON known(observed_at, recorded_at) <= t;

CREATE TABLE account_signals AS
WITH every AS (
    SELECT account_id, t, kind, observed_at FROM signals JOIN cutoffs ON known(observed_at, recorded_at) <= t
    WHERE coalesce(json_extract_string(details, '$.tier'), '') <> 'possible'
        AND coalesce(json_extract_string(details, '$.first_look'), '') <> 'true'
), counted AS (
    PIVOT (
        SELECT account_id, t, kind, count(*) FILTER (within(t, observed_at, 7)) AS n7,
            count(*) FILTER (within(t, observed_at, 30)) AS n30, count(*) FILTER (within(t, observed_at, 90)) AS n90,
            count(*) FILTER (within(t, observed_at, 365)) AS n365,
            days(t, max(observed_at)) AS since
        FROM looked LEFT JOIN every USING (account_id, t, kind) GROUP BY account_id, t, kind
    ) ON kind IN ('site_update', 'job_posting', 'patent', 'news')
    USING sum(n7) AS count_7d, sum(n30) AS count_30d, sum(n90) AS count_90d, sum(n365) AS count_365d, max(since) AS days_since_last
    GROUP BY account_id, t
), months AS (
    SELECT account_id, t, count(*) FILTER (within(t, observed_at, 30)) AS signals_count_30d,
        signals_count_30d / ((count(*) FILTER (within(t, observed_at, 365)) - signals_count_30d) * 30 / 335 + 1)
            AS signals_acceleration
    FROM (SELECT DISTINCT account_id, t FROM looked) LEFT JOIN every USING (account_id, t) GROUP BY ALL
)
SELECT account_id, t, COLUMNS(c.* EXCLUDE (account_id, t)) AS "signals_\0", months.* EXCLUDE (account_id, t)
FROM counted c JOIN months USING (account_id, t);

CREATE TABLE account_leads AS
SELECT account_id, t,
    count(*) FILTER (seen <= t AND within(t, created_at, 7)) AS leads_created_count_7d,
    count(*) FILTER (seen <= t AND within(t, created_at, 30)) AS leads_created_count_30d,
    count(*) FILTER (seen <= t AND within(t, created_at, 90)) AS leads_created_count_90d,
    count(*) FILTER (seen <= t AND within(t, created_at, 365)) AS leads_created_count_365d,
    days(t, max(created_at) FILTER (seen <= t)) AS leads_days_since_last,
    count(*) FILTER (is_ended AND ended_as = 'won' AND within(t, ended, 365)) AS leads_won_count_365d,
    count(*) FILTER (is_ended AND ended_as = 'won') AS leads_won_count_all,
    count(*) FILTER (is_ended AND ended_as = 'lost' AND within(t, ended, 365)) AS leads_lost_count_365d,
    count(*) FILTER (is_ended AND ended_as = 'lost') AS leads_lost_count_all,
    count(*) FILTER (seen <= t AND NOT is_ended) AS leads_open
FROM here WHERE account_id IS NOT NULL GROUP BY account_id, t;

CREATE TABLE account_moves AS
SELECT account_id, t,
    rank_of(max_by(stage, changed_at)) AS leads_last_stage_rank,
    days(t, max(changed_at)) AS leads_stage_days,
    count(*) FILTER (within(t, changed_at, 30)) AS leads_stage_changes_count_30d
FROM moves WHERE account_id IS NOT NULL GROUP BY account_id, t;

CREATE TABLE account_touches AS
SELECT account_id, t,
    count(*) FILTER (within(t, happened_at, 7)) AS touches_count_7d,
    count(*) FILTER (within(t, happened_at, 30)) AS touches_count_30d,
    count(*) FILTER (within(t, happened_at, 90)) AS touches_count_90d,
    count(*) FILTER (within(t, happened_at, 365)) AS touches_count_365d,
    count(*) AS touches_count_all,
    days(t, max(happened_at)) AS touches_days_since_last,
    days(max(happened_at), min(happened_at)) / nullif(count(*) - 1, 0) AS touches_usual_gap_days,
    touches_days_since_last / nullif(touches_usual_gap_days, 0) AS touches_gap_ratio,
    touches_count_7d / nullif(touches_count_30d, 0) AS touches_pace,
    count(*) FILTER (direction = 'in' AND within(t, happened_at, 30)) AS touches_inbound_count_30d,
    count(*) FILTER (direction = 'out' AND within(t, happened_at, 30)) AS touches_outbound_count_30d,
    days(t, max(happened_at) FILTER (direction = 'in')) AS touches_inbound_days_since_last,
    days(t, max(happened_at) FILTER (direction = 'out')) AS touches_outbound_days_since_last
FROM met WHERE account_id IS NOT NULL GROUP BY account_id, t;

CREATE TABLE lead_touches AS
SELECT lead_id, t,
    count(*) FILTER (within(t, happened_at, 7)) AS touches_count_7d,
    count(*) FILTER (within(t, happened_at, 30)) AS touches_count_30d,
    count(*) FILTER (within(t, happened_at, 90)) AS touches_count_90d,
    count(*) FILTER (within(t, happened_at, 365)) AS touches_count_365d,
    count(*) AS touches_count_all,
    days(t, max(happened_at)) AS touches_days_since_last,
    days(max(happened_at), min(happened_at)) / nullif(count(*) - 1, 0) AS touches_usual_gap_days,
    touches_days_since_last / nullif(touches_usual_gap_days, 0) AS touches_gap_ratio,
    touches_count_7d / nullif(touches_count_30d, 0) AS touches_pace,
    count(*) FILTER (direction = 'in' AND within(t, happened_at, 30)) AS touches_inbound_count_30d,
    count(*) FILTER (direction = 'out' AND within(t, happened_at, 30)) AS touches_outbound_count_30d,
    days(t, max(happened_at) FILTER (direction = 'in')) AS touches_inbound_days_since_last,
    days(t, max(happened_at) FILTER (direction = 'out')) AS touches_outbound_days_since_last,
    days(min(happened_at) FILTER (happened_at >= created_at), created_at) AS touches_response_days
FROM met JOIN births USING (lead_id) GROUP BY lead_id, t, created_at;

-- Of the kinds, "email" is one that the spec does not list.
CREATE MACRO by_kind(of_leads) AS TABLE
SELECT id, t, COLUMNS(* EXCLUDE (id, t)) AS "touches_\0" FROM (PIVOT (
    SELECT id, t, CASE kind WHEN 'email' THEN 'other_kind' ELSE kind END AS kind,
        count(*) FILTER (within(t, happened_at, 7)) AS n7, count(*) FILTER (within(t, happened_at, 30)) AS n30,
        count(*) AS n, days(t, max(happened_at)) AS since
    FROM (SELECT CASE WHEN of_leads THEN lead_id ELSE account_id END AS id, * FROM met) WHERE id IS NOT NULL GROUP BY id, t, CASE kind WHEN 'email' THEN 'other_kind' ELSE kind END
) ON kind IN ('call', 'visit', 'other_kind')
USING sum(n7) AS count_7d, sum(n30) AS count_30d, sum(n) AS count_all, max(since) AS days_since_last GROUP BY id, t);

-- The two tables ---------------------------------------------------------------------------------------------------------

CREATE TABLE level AS
WITH wins AS (
    SELECT t, count(*) FILTER (within(t, ended, 7)) AS n7, count(*) FILTER (within(t, ended, 30)) AS n30
    FROM ends JOIN cutoffs ON ended_seen <= t WHERE stage = 'won' GROUP BY t
), waiting AS (
    SELECT t, count(*) FILTER (seen <= t AND NOT is_ended) AS n FROM here GROUP BY t
), sold AS (
    SELECT t, sum(orders_count_7d) AS n7, sum(orders_count_30d) AS n30 FROM account_orders GROUP BY t
), everyone AS (
    SELECT t, count(*) AS n FROM known_accounts GROUP BY t
)
SELECT t, wins.n7 / waiting.n AS level_wins_per_open_lead_7d, wins.n30 / waiting.n AS level_wins_per_open_lead_30d,
    sold.n7 / everyone.n AS level_orders_per_account_7d, sold.n30 / everyone.n AS level_orders_per_account_30d
FROM wins JOIN waiting USING (t) JOIN sold USING (t) JOIN everyone USING (t);

CREATE TABLE account_past AS
SELECT account_id, k.t, (v.a).employees AS account_employees, days(k.t, since) AS account_age_days,
    o.* EXCLUDE (account_id, t), p.* EXCLUDE (account_id, t), s.* EXCLUDE (account_id, t),
    l.* EXCLUDE (account_id, t), m.* EXCLUDE (account_id, t)
FROM known_accounts k
LEFT JOIN account_versions v USING (account_id, t) LEFT JOIN account_orders o USING (account_id, t)
LEFT JOIN account_purchases p USING (account_id, t) LEFT JOIN account_signals s USING (account_id, t)
LEFT JOIN account_leads l USING (account_id, t) LEFT JOIN account_moves m USING (account_id, t);

-- An account that does not say where it is stands where the built table says: `said`(account_id, t, region, industry).
CREATE TABLE account_places AS
SELECT account_id, t, coalesce((v.a).region, said.region) AS region, coalesce((v.a).industry, said.industry) AS industry
FROM said LEFT JOIN account_versions v USING (account_id, t);

CREATE TABLE account_oracle AS
SELECT p.account_id AS entity_id, p.t AS cutoff, w.region, w.industry,
    p.* EXCLUDE (account_id, t), x.* EXCLUDE (account_id, t), k.* EXCLUDE (id, t), g.* EXCLUDE (t, region),
    coalesce(load_region_open, 0) / reps AS load_region_open_per_rep,
    load_region_new_7d * 30 / nullif(load_region_new_30d * 7, 0) AS load_region_new_ratio,
    rate_of(p.t, 'closed', 'region', w.region) AS rate_closed_region,
    rate_of(p.t, 'matured', 'region', w.region) AS rate_matured_region,
    rate_of(p.t, 'closed', 'industry', w.industry) AS rate_closed_industry,
    rate_of(p.t, 'matured', 'industry', w.industry) AS rate_matured_industry,
    level.* EXCLUDE (t)
FROM account_past p JOIN account_places w USING (account_id, t) JOIN level USING (t)
LEFT JOIN account_touches x USING (account_id, t)
LEFT JOIN by_kind(false) k ON k.id = p.account_id AND k.t = p.t
LEFT JOIN region_load g ON g.t = p.t AND g.region = coalesce(w.region, '?')
LEFT JOIN active_reps r ON r.t = p.t AND r.region = coalesce(w.region, '?');

CREATE TABLE lead_stage AS
SELECT lead_id, t, max_by(m.stage, changed_at) AS stage, days(t, max(changed_at)) AS stage_days,
    count(*) FILTER (within(t, changed_at, 7)) AS stage_changes_count_7d,
    count(*) FILTER (within(t, changed_at, 30)) AS stage_changes_count_30d,
    count(*) AS stage_changes_count_all,
    rank_of(max_by(m.stage, changed_at)) AS stage_rank,
    max(rank_of(m.stage)) AS stage_furthest_rank,
    max(rank_of(m.stage)) + 1 - count(DISTINCT rank_of(m.stage)) AS stage_skipped,
    count(rank_of(m.stage)) - count(DISTINCT rank_of(m.stage)) AS stage_repeats,
    count(*) FILTER (m.stage = 'first') AS stage_first_entries,
    count(*) FILTER (m.stage = 'second') AS stage_second_entries,
    count(*) FILTER (m.stage = 'unplanned') AS stage_unplanned_entries,
    days(t, max(changed_at) FILTER (m.stage = 'first')) AS stage_first_days_since_last,
    days(t, max(changed_at) FILTER (m.stage = 'second')) AS stage_second_days_since_last,
    days(t, max(changed_at) FILTER (m.stage = 'unplanned')) AS stage_unplanned_days_since_last
FROM moves m GROUP BY lead_id, t;

-- A stay: from when to when a move was the last one known of a lead that was known and open.
CREATE TABLE stays AS
SELECT lead_id, m.stage, greatest(known(m.changed_at, m.recorded_at), seen) AS start, least(
        coalesce(min(known(later.changed_at, later.recorded_at)), 'infinity'), coalesce(any_value(ended_seen), 'infinity')
    ) AS until, any_value(e.stage = 'won') AS sold, any_value(ended_seen) AS ended_seen
FROM stage_changes m JOIN births USING (lead_id) LEFT JOIN ends e USING (lead_id)
LEFT JOIN stage_changes later ON later.lead_id = m.lead_id AND later.stage NOT IN ('won', 'lost')
    AND (later.changed_at, later.stage) > (m.changed_at, m.stage)
WHERE m.stage NOT IN ('won', 'lost') GROUP BY ALL HAVING start < until;

CREATE TABLE stage_left AS
SELECT t, stage, count(*) AS n, count(*) FILTER (sold AND until = ended_seen) AS sold
FROM stays JOIN cutoffs ON until <= t AND within(t, until, 14) GROUP BY ALL;

CREATE TABLE waiting AS
SELECT lead_id, s.t, s.stage, changed_at FROM lead_stage s JOIN held USING (lead_id, t)
JOIN (SELECT lead_id, t, max(changed_at) AS changed_at FROM moves GROUP BY ALL) USING (lead_id, t) WHERE is_open;

CREATE TABLE lead_queue AS
SELECT s.lead_id, s.t, count(w.lead_id) AS level_stage_open, any_value(coalesce(n, 0)) AS level_stage_left_14d,
    any_value(coalesce(sold, 0)) / nullif(count(w.lead_id), 0) AS level_stage_wins_per_open_14d,
    count(*) FILTER (w.changed_at < mine) AS ahead,
    ahead / nullif(count(w.lead_id), 0) AS queue_ahead_share, ahead * 14 / any_value(n) AS queue_wait_days
FROM lead_stage s JOIN (SELECT lead_id, t, max(changed_at) AS mine FROM moves GROUP BY ALL) USING (lead_id, t)
LEFT JOIN waiting w ON w.t = s.t AND w.stage = s.stage LEFT JOIN stage_left l ON l.t = s.t AND l.stage = s.stage
WHERE rank_of(s.stage) IS NOT NULL GROUP BY s.lead_id, s.t;

CREATE TABLE rep_recent AS
WITH told AS (
    SELECT t, coalesce(rep_id, '?') AS rep_id, sum(won::INT) AS won, count(*) AS n
    FROM outcomes JOIN states USING (lead_id, moment) WHERE what = 'closed' AND within(t, moment, 90) GROUP BY ALL
)
SELECT t, rep_id, (coalesce(won, 0) + 20 * rate) / (coalesce(n, 0) + 20) AS rep_win_rate_90d
FROM (SELECT t, sum(won) / sum(n) AS rate FROM told GROUP BY t)
CROSS JOIN (SELECT rep_id FROM leads UNION SELECT rep_id FROM reps) LEFT JOIN told USING (t, rep_id);

CREATE TABLE lead_oracle AS
SELECT h.lead_id AS entity_id, h.t AS cutoff, h.region, h.industry, h.source, h.product, h.rep_id AS rep,
    lead_value, lead_versions_count, days(h.t, created_at) AS lead_age_days,
    isodow(created_at AT TIME ZONE 'Asia/Shanghai') - 1 AS lead_created_weekday,
    hour(created_at AT TIME ZONE 'Asia/Shanghai') AS lead_created_hour,
    c.* EXCLUDE (lead_id, t), x.* EXCLUDE (lead_id, t), k.* EXCLUDE (id, t), g.* EXCLUDE (t, region),
    coalesce(load_region_open, 0) / reps AS load_region_open_per_rep,
    load_region_new_7d * 30 / nullif(load_region_new_30d * 7, 0) AS load_region_new_ratio,
    CASE WHEN h.rep_id IS NOT NULL THEN coalesce(load_rep_open, 0) END AS load_rep_open,
    CASE WHEN h.rep_id IS NOT NULL THEN coalesce(load_rep_new_7d, 0) END AS load_rep_new_7d,
    rep_tenure_days, rep_win_rate_90d, days(mine, created_at) AS stage_entered_at_days, q.* EXCLUDE (lead_id, t, ahead),
    rate_of(h.t, 'closed', 'region', h.region) AS rate_closed_region,
    rate_of(h.t, 'matured', 'region', h.region) AS rate_matured_region,
    rate_of(h.t, 'closed', 'industry', h.industry) AS rate_closed_industry,
    rate_of(h.t, 'matured', 'industry', h.industry) AS rate_matured_industry,
    rate_of(h.t, 'closed', 'source', h.source) AS rate_closed_source,
    rate_of(h.t, 'matured', 'source', h.source) AS rate_matured_source,
    rate_of(h.t, 'closed', 'product', h.product) AS rate_closed_product,
    rate_of(h.t, 'matured', 'product', h.product) AS rate_matured_product,
    rate_of(h.t, 'closed', 'rep', h.rep_id) AS rate_closed_rep,
    rate_of(h.t, 'matured', 'rep', h.rep_id) AS rate_matured_rep,
    p.* EXCLUDE (account_id, t), y.* EXCLUDE (account_id, t), p.account_id IS NOT NULL AS has_account, level.* EXCLUDE (t)
FROM here h JOIN level USING (t)
LEFT JOIN (SELECT lead_id, t, max(changed_at) AS mine FROM moves GROUP BY ALL) USING (lead_id, t)
LEFT JOIN lead_queue q USING (lead_id, t) LEFT JOIN lead_stage c USING (lead_id, t) LEFT JOIN lead_touches x USING (lead_id, t)
LEFT JOIN by_kind(true) k ON k.id = h.lead_id AND k.t = h.t
LEFT JOIN region_load g ON g.t = h.t AND g.region = coalesce(h.region, '?')
LEFT JOIN active_reps r ON r.t = h.t AND r.region = coalesce(h.region, '?')
LEFT JOIN rep_load ON rep_load.t = h.t AND rep_load.rep_id = h.rep_id
LEFT JOIN rep_recent ON rep_recent.t = h.t AND rep_recent.rep_id = h.rep_id
LEFT JOIN rep_tenure ON rep_tenure.t = h.t AND rep_tenure.rep_id = h.rep_id
LEFT JOIN account_past p ON p.t = h.t AND p.account_id = h.account_id
LEFT JOIN (SELECT account_id, t, COLUMNS('touches_(.*)') AS "touches_account_\1" FROM account_touches) y
    ON y.t = h.t AND y.account_id = h.account_id
WHERE h.seen <= h.t AND NOT is_ended;
