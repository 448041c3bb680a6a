"""Start, watch and stop everything that one installation on one machine needs."""
