"""Public signals: what a source yields (the collector itself comes later)."""
