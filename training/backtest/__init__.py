"""Playing training again as of past moments, and judging what it would have said."""
