"""Where the grades A to D begin, and what they held in the past."""
