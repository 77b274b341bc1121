"""Surveys: from a frame to estimates with honest errors.

The room stands apart from scoring and from the web: whoever works with samples uses it alone, from Python
or by `chiso survey`. What it hands on is a table of estimates (see `chiso.survey.estimates`).
"""
