-- First contacts have a date without a time. As a DATE they would be known only when that day is over, and a lead could
-- not be scored on the day it came. Here the lead is known at the midnight that begins its day, so it is new at that
-- very cut-off: nothing else is known of a lead then, so this looks into no future.
SELECT
    mql_id AS lead_id,
    first_contact_date::TIMESTAMPTZ AS created_at,
    -- 60 leads have no origin at all; the export itself calls 1,099 others 'unknown'.
    coalesce(origin, 'unknown') AS source,
    landing_page_id AS product
FROM 'marketing_qualified_leads.csv.gz'
