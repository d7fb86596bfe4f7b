"""Hiring: boards, roles, and which jobs are new, open or closed. Pure."""
