"""What people read of a training or a back-test: pages, cards and charts."""
