"""Intake adapter of the finance member unit."""
