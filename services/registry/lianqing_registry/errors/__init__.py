"""What the registry refuses, why, and what to do next; all of it for clerks."""
