"""The version of the program, stated once; packaging reads it from here."""

VERSION = "0.1.0"
