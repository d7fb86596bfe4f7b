"""One module per source: `parse(page)` turns a fetched document into records, and touches nothing else."""
