"""Maps of equal tiles: one for each unit, about where it lies; never a boundary, nor an area."""
