"""Intake adapter of the police member unit."""
