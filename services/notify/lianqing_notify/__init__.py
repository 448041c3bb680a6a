"""Letters, service, deadlines, replies and lifting."""
