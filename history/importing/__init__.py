"""The import of a CRM export: found, read as text, mapped by SQL, and every row of it checked."""
