"""Names of columns as a person writes them: with commas between them."""

from __future__ import annotations


def names_in(written: str) -> tuple[str, ...]:
    """The names between commas, without the blanks around them; what is empty is no name."""
    return tuple(part.strip() for part in written.split(",") if part.strip())
