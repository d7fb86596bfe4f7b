"""Where things stand at a moment: leads by cell, loads, reps, and what a won lead is worth."""
