"""Administrative procedures: which there are, who handles them, how their dossiers went."""
