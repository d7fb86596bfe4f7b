-- A rep has joined by the first opportunity engaged. Five of the 35 never had one: when they joined is unknown, so they
-- are left out rather than counted as idle.
SELECT
    sales_agent AS rep_id,
    sales_agent AS name,
    regional_office AS region,
    min(engage_date)::TIMESTAMPTZ AS joined_at
FROM 'sales_teams.csv' JOIN 'sales_pipeline.csv' USING (sales_agent)
WHERE engage_date IS NOT NULL
GROUP BY ALL
