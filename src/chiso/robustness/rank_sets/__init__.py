"""Who cannot be told apart: simultaneous confidence sets for ranks, from estimates with their errors.

`reading` reads the tables, `leagues` says who is ranked with whom and who is not, `deviations` draws what the
errors could have been, `intervals` and `differences` say who stands above whom at the level asked for,
`order` makes sets of ranks of it, `letters` groups, `table` the files.
"""
