-- `date` is yyyymmdd. It stays a DATE: a purchase without a time of day is known when its day is over, so a cut-off at
-- midnight sees the purchases of the days before, and its label begins with those of the day that starts.
-- Several purchases on one day are several orders, numbered by what they hold, so that the ids do not depend on the
-- order of the file.
SELECT
    concat_ws('-', customer_id, date, row_number() OVER (PARTITION BY customer_id, date ORDER BY cds, value)) AS order_id,
    customer_id::VARCHAR AS account_id,
    strptime(date::VARCHAR, '%Y%m%d')::DATE AS ordered_at,
    value AS amount
FROM 'transactions.csv.gz'
