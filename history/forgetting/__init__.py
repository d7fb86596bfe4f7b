"""Erase all that is kept of a company: rows, pages, snapshots and predictions, with a tombstone and a proof."""
