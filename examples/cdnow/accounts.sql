-- A customer is known from the first purchase on, which is a DATE without a time: known when that day is over.
SELECT
    customer_id::VARCHAR AS account_id,
    customer_id::VARCHAR AS name,
    min(strptime(date::VARCHAR, '%Y%m%d'))::DATE AS valid_from
FROM 'transactions.csv.gz'
GROUP BY customer_id
