"""How the world reaches grading: the bus."""
