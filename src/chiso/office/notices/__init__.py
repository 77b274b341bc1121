"""What the office tells a person: in the office at once, by mail as the person chose."""
