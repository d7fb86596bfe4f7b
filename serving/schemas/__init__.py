"""What callers may ask and what they are answered, free of what it is made from."""
