"""The command `sojourn`."""
