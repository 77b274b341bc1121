"""Dossiers of procedures as counts: brought in by file or by another system, counted, and let go."""
