"""What makes the difference of two units, or of two years: each indicator's part of it, exactly.

`shares_of_difference` computes the parts up a tree, `composite` reads them off a composite index.
"""
