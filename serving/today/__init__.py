"""The morning list of a service, in the terminal and as a table."""
