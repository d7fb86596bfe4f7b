"""What is asked: a scenario, and its place on the grid of weeks, regions and industries."""
