"""What notify owns: its tables and the questions asked of them."""
