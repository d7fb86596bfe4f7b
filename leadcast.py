"""The command line of Leadcast, and its version."""

__version__ = "0.1.0"
