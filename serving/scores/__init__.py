"""Everybody's scores in memory: opened, kept up with the events, explained."""
