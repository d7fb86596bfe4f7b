"""Public signals of the accounts on a watch list: fetched politely, parsed purely, kept with their evidence."""
