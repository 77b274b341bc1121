"""Backups: made while people write, kept in turns, proved, restored."""
