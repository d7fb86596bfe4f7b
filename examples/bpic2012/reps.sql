-- The people in the log, each from the first time seen. 112 is the automatic system and no rep.
SELECT
    resource::INTEGER::VARCHAR AS rep_id,
    'Resource ' || resource::INTEGER AS name,
    min(timestamp) AS joined_at
FROM 'events.csv.gz'
WHERE resource <> 112
GROUP BY resource
