"""What there is to know of one account or lead."""
