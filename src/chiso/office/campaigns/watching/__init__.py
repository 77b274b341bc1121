"""Watching a campaign: how far it is, who must act, what is said to agencies, what is taken away."""
