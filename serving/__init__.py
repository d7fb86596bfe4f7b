"""The API, the planner page and the views of a terminal."""
