"""Every role, every request, every relation, on the real handlers."""
