"""How sure a rank is: what other weights, methods, errors of the data and choices would have made of it."""
