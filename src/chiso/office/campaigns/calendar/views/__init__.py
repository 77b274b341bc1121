"""Pages about the calendar of a campaign."""
