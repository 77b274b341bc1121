"""Drafting a framework: editor, consultation, approval and freezing, programmes, trying a draft."""
