"""Checks, inspections and supervision: where teams go, what they see, what is mended afterwards."""
