"""Measure the product on this machine; figures are printed, never asserted."""
