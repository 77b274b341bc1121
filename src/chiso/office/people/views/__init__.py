"""The screens about people and accounts, one file a subject."""
