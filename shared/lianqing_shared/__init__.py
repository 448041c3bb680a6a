"""Contracts, bus, database, settings, log and testing kit shared by all of lianqing."""
