"""Frameworks of the composite kind: a tree of indicators and groups, and the plan that joins them."""
