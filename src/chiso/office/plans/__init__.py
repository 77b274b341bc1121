"""Plans: from where points were lost to targets with owners, measures, sub-plans of agencies, tasks."""
