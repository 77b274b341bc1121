"""From an annex in Word, Excel or PDF to the draft of a framework, and to what it leaves open."""

from __future__ import annotations

from chiso.frameworks.importers.parts import Reading

__all__ = ["Reading", "read_annex"]


def read_annex(source: bytes, name: str, *, key: str | None = None) -> Reading:
    """The draft in an annex; `name` is the file's name, `key` the `id@version` that it gets.

    Raises BadInput where the file cannot be read or holds no annex; WrongCall where the key is none or
    the library for the format is not installed.
    """
    from chiso.frameworks.importers import reading

    return reading.read_annex(source, name, key=key)
