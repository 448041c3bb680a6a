"""Rules of the network: pure, synchronous, without clock or framework."""
