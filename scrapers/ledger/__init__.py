"""The collector's own tables, in the history's database: who is watched, what was fetched, what came of it."""
