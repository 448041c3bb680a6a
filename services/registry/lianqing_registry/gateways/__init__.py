"""What the registry uses outside: the hash of passwords, files of a town."""
