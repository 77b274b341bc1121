"""Composite indices: indicators of different units, joined to one index by a plan of steps on record.

What is measured and the plan are frameworks of the composite kind (`chiso.frameworks.composite`); this room
carries the steps out on arrays (rows: units, or units in periods; columns: indicators).
"""
