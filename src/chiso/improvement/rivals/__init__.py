"""What the other units may score: as they stand, as a table of draws, and drawn from their history.

`standing` holds and reads the scores, without arrays; the other files draw them, with NumPy.
"""
