"""The testing kit: fixtures and builders; never imported by production code."""
