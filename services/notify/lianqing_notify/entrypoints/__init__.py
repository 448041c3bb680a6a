"""How the world reaches notify: the bus, the timers, the command line."""
