"""What is said about leaves, layer upon layer: read, written, shown."""
