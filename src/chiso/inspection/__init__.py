"""Inspections: where to go, drawn so that anybody can draw again; how common a problem is, with its error."""
