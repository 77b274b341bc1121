"""Directives and the tasks that they give: who does what by when, how far it is, what it changed."""
