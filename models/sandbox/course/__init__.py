"""The course of leads: hazards drawn, the load that leads make, and the weeks to come without a plan."""
