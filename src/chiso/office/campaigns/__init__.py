"""Campaigns and their phases: a phase is a row that says when, who may do what, on which nodes."""
