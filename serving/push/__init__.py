"""The morning list sent out: a digest a day, and alerts, each once, to the channels that the settings name."""
