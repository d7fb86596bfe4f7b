-- Every opportunity passes through Engaging on its first day; of the day of closing it is known only when it is over.
SELECT
    opportunity_id AS lead_id,
    'Engaging' AS stage,
    engage_date::TIMESTAMPTZ AS changed_at,
    engage_date::TIMESTAMPTZ AS recorded_at
FROM 'sales_pipeline.csv'
WHERE engage_date IS NOT NULL
UNION ALL
SELECT opportunity_id, lower(deal_stage), close_date::TIMESTAMPTZ, (close_date + 1)::TIMESTAMPTZ
FROM 'sales_pipeline.csv'
WHERE deal_stage IN ('Won', 'Lost')
