"""A draft tried on last year's answers: what was given, what came out, and how a person reads it."""
