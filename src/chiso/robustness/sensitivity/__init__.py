"""What the uncertainty of ranks comes from: which input, which single choice, which indicator.

`indices` estimates Sobol' indices of any function of numbers, `of_ranks` asks them of ranks under a model of
`chiso.robustness`, `one_at_a_time` changes one choice or leaves one indicator out, `table` writes the files.
"""
