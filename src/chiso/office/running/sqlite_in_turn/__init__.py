"""The engine of an installation on SQLite: Django's own, whose writers take turns (`base`, `turns`)."""
