"""What services say to each other: the table of subjects and the messages on them."""
