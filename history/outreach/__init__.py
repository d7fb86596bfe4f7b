"""What salespeople did about a plan, and how that may end."""
