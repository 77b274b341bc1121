"""From a result to a plan: where points were lost, what a target asks for, what gets there most cheaply."""
