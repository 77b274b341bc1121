"""Pages of consultations: for who runs them, for agencies, for the public."""
