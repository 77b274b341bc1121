"""Pages of directives and tasks."""
