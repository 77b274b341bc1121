"""Who answers for which node of which unit in a campaign, and who appraises it."""
