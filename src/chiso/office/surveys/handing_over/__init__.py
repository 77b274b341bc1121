"""From the estimates of a round to survey criteria of a campaign: chosen, shown, handed over, withdrawn."""
