"""Copies of a history: snapshots named by their content, and backups of a home."""
