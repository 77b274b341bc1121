"""Programmes: which set measures which units in a period, by which classes and which calendar."""
