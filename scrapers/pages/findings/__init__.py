"""Typed things."""


def findings(added, removed):
    return ()
