"""Evidence: references with or without a file, revisions, uploads that cannot hurt."""
