"""What a candidate has to pass before it serves: every rule, and the gate that asks them all."""
