"""Agencies as they stand on a given day, their sections and contact points, and who answers for what."""
