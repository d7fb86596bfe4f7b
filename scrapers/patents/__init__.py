"""What all patent documents have in common, and whom they belong to. Pure."""
