-- The time of the sale is all that may be used of the closed deals: every other column is filled for winners only, and
-- would give the outcome away. Nobody wrote down which leads were lost: those not won stay open.
-- One lead is won two days before its first contact. It is imported as it stands; `leadcast doctor` names it.
SELECT mql_id AS lead_id, 'won' AS stage, won_date::TIMESTAMPTZ AS changed_at
FROM 'closed_deals.csv.gz'
