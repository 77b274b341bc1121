"""Variances of totals, and of whatever is linear in them up to first order."""
