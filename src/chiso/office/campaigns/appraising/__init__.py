"""Appraising what agencies said: by criterion across agencies, or agency by agency."""
