"""The store: SQLite or PostgreSQL behind one URL, its tables, and rows that are only ever added."""
