"""The record: hash-chained entries of every write and every refused attempt, readable and erasable."""
