"""A plan played beside the usual leads, and what other splits of it would bring."""
