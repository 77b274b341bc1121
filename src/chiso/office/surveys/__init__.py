"""Finished survey rounds in the office: taken in with their record, read, handed over to campaigns."""
