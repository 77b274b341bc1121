"""Pages of what follows a visit."""
