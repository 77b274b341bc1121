"""A part of a document in the database: JSON as text, so that its keys keep their order everywhere.

PostgreSQL's own JSON type puts keys in an order of its own; labels and inputs are read in the order in
which they were written. A key at the top whose value is text can be looked up: `content__code="1.1"`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class DocumentField(_Text):
    """A tree of mappings, lists, text and truth values."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_of_the_query: Any) -> Any:
        """The tree."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """The tree as it is."""
        return value

    def get_prep_value(self, value: Any) -> str | None:
        """The tree as text."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def value_to_string(self, obj: models.Model) -> str:
        """The text, for a dump of the database."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def get_transform(self, lookup_name: str) -> Any:
        """A key of the tree, as text."""
        known = super().get_transform(lookup_name)
        return known or _key(lookup_name)


def _key(name: str) -> Callable[..., Key]:
    return lambda *expressions, **options: Key(name, *expressions, **options)


class Key(models.Transform):
    """The text under one key at the top of a tree."""

    output_field = models.TextField()

    def __init__(self, name: str, *expressions: Any, **options: Any) -> None:
        super().__init__(*expressions, **options)
        self._name = name

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_options: Any
    ) -> tuple[str, Any]:
        """What SQLite is asked."""
        sql, values = compiler.compile(self.lhs)
        return f"JSON_EXTRACT({sql}, %s)", [*values, f'$."{self._name}"']

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_options: Any
    ) -> tuple[str, Any]:
        """What PostgreSQL is asked."""
        sql, values = compiler.compile(self.lhs)
        return f"(({sql})::json ->> %s)", [*values, self._name]
