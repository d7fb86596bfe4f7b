"""Intent, win and sandbox models: fit, predict, save, load."""
