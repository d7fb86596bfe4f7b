"""The hazard of new leads: how fast they are won or lost, its parameters, and how these are learned."""
