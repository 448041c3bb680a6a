"""Intake adapter of the court member unit."""
