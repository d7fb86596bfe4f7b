"""What the service says of itself: logs, metrics, the id of a request."""
