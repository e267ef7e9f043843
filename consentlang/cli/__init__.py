"""The command line: the room with a door to the street."""
