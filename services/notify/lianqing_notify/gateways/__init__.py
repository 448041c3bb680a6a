"""What notify uses outside: fonts, the typesetter, holiday tables, the town's file."""
