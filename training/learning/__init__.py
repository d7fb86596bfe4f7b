"""Learning from a history, judged forward in time only: what competes, how trees grow, what is taken."""
