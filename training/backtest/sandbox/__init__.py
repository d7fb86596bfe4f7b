"""The sandbox judged on the past: at each week only what was known then, and the number of leads that then came."""
