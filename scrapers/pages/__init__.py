"""What a company's web page says, and what it began or ceased to say since it was last looked at."""
