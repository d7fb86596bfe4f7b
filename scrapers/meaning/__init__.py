"""What a signal is about, and how much it has to do with what the seller offers. Pure."""
