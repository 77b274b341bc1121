"""From a draft to a set in force: check list, approval by somebody else, the frozen set and its errata."""
