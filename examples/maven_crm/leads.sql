-- The 500 opportunities still in Prospecting carry no date at all: nothing says when they were known, so they can stand
-- at no moment in time. They are left out here, by name, so that the rejects file holds only what nobody expected.
-- Dates have no time of day. A lead is taken as known at the midnight that begins its day, else it could not be
-- scored on that day; its outcome is known only when the day of closing is over (stage_changes.sql).
-- `close_value` is known at closing and 0 for lost deals: it is no value of a lead, and using it would be leakage.
WITH opportunities AS (
    SELECT
        opportunity_id AS lead_id,
        account,
        engage_date::TIMESTAMPTZ AS created_at,
        -- The pipeline writes one product's name without its space.
        CASE product WHEN 'GTXPro' THEN 'GTX Pro' ELSE product END AS product,
        sales_agent AS rep_id,
        (coalesce(close_date, max(close_date) OVER ()) + 1)::TIMESTAMPTZ AS last_seen
    FROM 'sales_pipeline.csv'
    WHERE engage_date IS NOT NULL
)
SELECT lead_id, NULL::VARCHAR AS account_id, created_at, product, rep_id, created_at AS recorded_at
FROM opportunities
UNION ALL
-- Every closed deal has an account, but only 501 of 1,589 open ones: it is filled in on the way to closing, nobody knows
-- when. Were it known from the first day, a missing account would tell that a lead does not close. So it is known when
-- the deal is closed, or when the export was made.
SELECT lead_id, account, created_at, product, rep_id, last_seen
FROM opportunities
WHERE account IS NOT NULL
