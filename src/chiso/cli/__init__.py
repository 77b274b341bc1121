"""The command line: one thin command a verb. It says what the rooms found, and ends with a code."""
