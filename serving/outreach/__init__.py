"""Plans of outreach for those whom somebody looks at, and plays in the terminal."""
