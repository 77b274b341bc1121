"""Answers become points, points an index, the index a ranking: exactly, and with a trace."""
