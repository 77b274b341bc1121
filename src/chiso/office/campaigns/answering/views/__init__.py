"""Pages of an agency at work: the whole, one leaf, its evidence, what to look at once more."""
