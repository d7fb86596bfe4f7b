"""Who changed what, when and from where, by a call or by a command."""
