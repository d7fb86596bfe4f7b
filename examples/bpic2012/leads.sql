-- One application is one lead. It has no account: the log names no customer.
-- A lead is versioned: whoever handled it last owns it from that moment on, so a new row is given only when the
-- person changes. Resource 112 is the bank's automatic system, not a person: it never owns a lead.
WITH handled AS (
    -- Two people at one millisecond would be two versions at one time: take one, always the same.
    SELECT "case" AS id, timestamp AS moment, max(resource) FILTER (resource <> 112) AS person
    FROM 'events.csv.gz'
    GROUP BY ALL
),
started AS (
    SELECT "case" AS id, min(timestamp) AS created_at, any_value(amount_req) AS amount
    FROM 'events.csv.gz'
    GROUP BY ALL
),
owned AS (
    SELECT id, moment, person, lag(person) OVER (PARTITION BY id ORDER BY moment) AS previous
    FROM handled
    WHERE person IS NOT NULL
),
versions AS (
    -- Every application is submitted by the system: at first nobody owns it.
    SELECT id, created_at AS recorded_at, NULL AS person FROM started
    UNION ALL
    SELECT id, moment, person FROM owned WHERE person IS DISTINCT FROM previous
)
SELECT
    id::VARCHAR AS lead_id,
    created_at,
    -- The band of the amount asked for stands in the heatmap where another business has an industry.
    CASE
        WHEN amount < 5000 THEN 'under 5,000'
        WHEN amount < 10000 THEN '5,000 to 9,999'
        WHEN amount < 20000 THEN '10,000 to 19,999'
        ELSE '20,000 and more'
    END AS product,
    person::INTEGER::VARCHAR AS rep_id,
    amount AS value,
    recorded_at
FROM versions JOIN started USING (id)
