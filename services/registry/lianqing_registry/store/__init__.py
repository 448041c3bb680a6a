"""What the registry owns: tables, and queries named by their question."""
