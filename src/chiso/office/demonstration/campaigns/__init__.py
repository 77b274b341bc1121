"""Campaigns of a demonstration. Whatever is made up says so on every page of its campaign."""
