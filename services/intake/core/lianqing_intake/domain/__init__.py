"""The rules of screening: pure, no clock, no framework."""
