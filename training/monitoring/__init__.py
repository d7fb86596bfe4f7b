"""How the model that serves is doing since it was trained, and what to do about it."""
