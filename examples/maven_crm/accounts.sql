-- The export does not say when an account was opened. It is known from its first opportunity on; the export holds one
-- state of it only, which is taken as true throughout.
SELECT
    account AS account_id,
    account AS name,
    office_location AS region,
    -- The export misspells one sector.
    CASE sector WHEN 'technolgy' THEN 'technology' ELSE sector END AS industry,
    employees,
    min(engage_date)::TIMESTAMPTZ AS valid_from
FROM 'accounts.csv' JOIN 'sales_pipeline.csv' USING (account)
WHERE engage_date IS NOT NULL
GROUP BY ALL
