"""Every write of a consultation."""
