"""Every write of inspections."""
