"""Rules of grading: pure, synchronous, without clock or framework."""
