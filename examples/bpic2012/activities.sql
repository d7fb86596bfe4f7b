-- Work items (W_…) with their lifecycle: an item scheduled, begun and completed are three different things to know.
-- Offers (O_…) are activities every time; stage_changes.sql takes the first sending and the first return as well.
-- What comes after a lead's end stays: it is true, and it keeps the people busy.
WITH events AS (
    SELECT
        *,
        -- START sorts after COMPLETE, so of two rows at one time the start comes first.
        lag(lifecycle) OVER item AS before,
        lag(timestamp) OVER item AS since
    FROM 'events.csv.gz'
    WHERE activity LIKE 'W\_%' ESCAPE '\'
        OR activity IN ('O_SENT', 'O_SENT_BACK', 'O_CANCELLED', 'O_ACCEPTED', 'O_DECLINED')
    WINDOW item AS (PARTITION BY "case", activity, lifecycle = 'SCHEDULE' ORDER BY timestamp, lifecycle DESC)
)
SELECT
    concat_ws(':', "case", activity, lifecycle, epoch_ms(timestamp)) AS activity_id,
    "case"::VARCHAR AS lead_id,
    CASE WHEN activity LIKE 'W\_%' ESCAPE '\' THEN activity || ':' || lifecycle ELSE activity END AS kind,
    timestamp AS happened_at,
    -- The automatic system (112) is nobody.
    nullif(resource, 112)::INTEGER::VARCHAR AS rep_id,
    -- Nabellen: calling the customer, after an offer or for missing papers.
    CASE
        WHEN activity = 'O_SENT' OR activity LIKE 'W\_Nabellen%' ESCAPE '\' AND lifecycle <> 'SCHEDULE' THEN 'out'
        WHEN activity = 'O_SENT_BACK' THEN 'in'
    END AS direction,
    -- How long an item took is known when it is completed; unknown where no start was logged.
    CASE WHEN lifecycle = 'COMPLETE' AND before = 'START' THEN epoch(timestamp) - epoch(since) END AS duration_s
FROM events
