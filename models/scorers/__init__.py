"""What gives a score: trees, and the baselines that they have to beat, all behind one interface."""
