"""From the decision to the sealed bundle: editions of a campaign's results."""
