"""What the console uses outside: the other services, by request and reply."""
