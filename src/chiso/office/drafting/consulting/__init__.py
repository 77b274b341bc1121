"""Asking about a draft: agencies and the public say what they think, and each opinion is answered."""
