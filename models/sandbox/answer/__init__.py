"""From draws to what people read: cells, regions, weeks, intervals, notes."""
