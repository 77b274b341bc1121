"""Benchmarks: ratios against a peer and against the floor, in one run."""
