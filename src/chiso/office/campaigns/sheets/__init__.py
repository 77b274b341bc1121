"""Figures of one criterion for all units that come from elsewhere: a survey, a statistic, an inspection."""
