"""What people can ask the console to do, one file each."""
