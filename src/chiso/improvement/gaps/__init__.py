"""Where a unit lost points: to whom, by which criteria, in whose hands, for how long, what could be done."""
