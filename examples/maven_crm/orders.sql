-- A won deal is an order on its day of closing, a DATE: its amount is known when that day is over.
SELECT
    opportunity_id AS order_id,
    account AS account_id,
    opportunity_id AS lead_id,
    close_date AS ordered_at,
    close_value AS amount
FROM 'sales_pipeline.csv'
WHERE deal_stage = 'Won'
