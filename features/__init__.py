"""Every feature, once, as of a moment."""
