"""How browsers reach the console: HTTP in, one use case, a page out."""
