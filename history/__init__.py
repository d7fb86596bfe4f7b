"""The record of what happened, and of when it could first have been known."""
