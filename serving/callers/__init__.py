"""Who may call, how often, and what is noted of it."""
