"""Events as they come in: read, queued, stored."""
