"""Results of a campaign before they are published: simulated, as agencies see theirs, petitions."""
