"""A question to the database whose SQL Django writes once, for what nearly every request asks.

    _STANDING = Compiled(lambda: Appointment.objects.filter(
        person=given("person", BigIntegerField()), valid_from__lte=given("day", DateField())
    ))
    _STANDING.rows(person=4, day=date(2026, 1, 5))

To write the SQL takes Django several times as long as SQLite takes to answer: with it written once, a
question by the key of a row takes a quarter of the processor. The question is a `QuerySet` as any other, so
that it follows the models; only what differs from asking to asking is `given`. It gives rows of one model,
with what `select_related` brings, or the tuples of `values_list`.

A model with a scope (`chiso.office.scoping`) is asked within the scope that holds at the asking: the SQL is
written once for the whole city, once for one agency (whose key is then a value like the others), and at each
asking for several agencies. Outside of a scope such a question raises, each time.

    _NEXT = CompiledChange(
        lambda: Row.objects.filter(pk=given("pk", …), version=given("seen", …)),
        version=F("version") + 1, title=given("title", …),
    )
    _NEXT.first(pk=4, seen=2, title="…")        the row as it stands now; None: nothing was changed

A change finds, locks, writes and gives back in one statement; who locked the row meanwhile is waited for, and
whether the row is still meant is looked at then. `auto_now` and signals of models are Django's, not its.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError
from django_scopes import get_scope, scope

Row = TypeVar("Row", bound=models.Model)
# The one agency of a scope, among the values.
_AGENCY = "agency of the scope"


class Given(Expression):
    """The place of a value that comes with the asking; see `given`."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place in the SQL, and this object as its value."""
        del compiler, connection
        return "%s", [self]


def given(name: str, field: models.Field[Any, Any]) -> Any:
    """The value called `name`, as `field` writes it for the database; None only as what a change writes."""
    return Given(name, field)


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a row that is one object, and the parts that hang on it by `select_related`."""

    model: Any
    first: int
    last: int
    names: list[str]
    key: int
    parts: tuple[_Part, ...]
    join: tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]] | None

    def read(self, values: Sequence[Any]) -> Any:
        """The object; None where its key is empty, as for what an outer join did not find."""
        if values[self.key] is None:
            return None
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values[self.first : self.last])
        for part in self.parts:
            assert part.join is not None
            to_here, back = part.join
            related = part.read(values)
            to_here(found, related)
            if related is not None:
                back(related, found)
        return found


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: the SQL, its values, how columns are read; `row` None: tuples are asked for."""

    sql: str
    values: Sequence[Any]
    locks: bool
    converters: list[tuple[int, list[Any], Any]]
    row: _Part | None
    columns: Sequence[str]


class Compiled(Generic[Row]):
    """A question to the office's database; `ask` gives it, with `given` in the places of values."""

    def __init__(self, ask: Callable[[], models.QuerySet[Row, Any]]) -> None:
        self._ask = ask
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Any) -> list[Row]:
        """The rows, for these values. One statement."""
        written, found = self._answers(values)
        if written is None:
            return []
        assert written.row is not None, "rows of one model are asked for by a question about rows"
        return [written.row.read(one) for one in found]

    def first(self, **values: Any) -> Row | None:
        """The first of the rows; the question itself asks for no more than it needs."""
        return next(iter(self.rows(**values)), None)

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """The tuples of a question by `values_list`, for these values. One statement."""
        written, found = self._answers(values)
        assert written is None or written.row is None, "tuples are asked for by `values_list`"
        return [tuple(one) for one in found]

    def _write(self) -> _Written:
        return _write(self._ask())

    def _answers(self, values: dict[str, Any]) -> tuple[_Written | None, Iterable[list[Any]]]:
        """How the question is written, and what it gave; None where nothing can be found."""
        within, agency = _reach()
        written = self._written.get(within)
        if written is None:
            try:
                # Two threads that come at once write the same.
                with (
                    nullcontext()
                    if agency is None
                    else scope(agency=given(_AGENCY, models.BigIntegerField()))
                ):
                    written = self._write()
            except EmptyResultSet:
                return None, ()
            if within != _SEVERAL:
                self._written[within] = written
        connection = connections[DEFAULT_DB_ALIAS]
        if written.locks and connection.get_autocommit():
            raise TransactionManagementError("what is locked outside of a transaction is not locked")
        known = values if agency is None else values | {_AGENCY: agency}
        with connection.cursor() as cursor:
            cursor.execute(
                written.sql,
                [
                    one.output_field.get_db_prep_value(known[one.name], connection)
                    if isinstance(one, Given)
                    else one
                    for one in written.values
                ],
            )
            return written, [_converted(written, row, connection) for row in cursor.fetchall()]


class CompiledChange(Compiled[Row]):
    """A change of the rows that a question finds; asked as one, it gives them as they stand afterwards."""

    def __init__(self, ask: Callable[[], models.QuerySet[Row, Any]], **changes: Any) -> None:
        super().__init__(ask)
        self._changes = changes

    def _write(self) -> _Written:
        asked = self._ask()
        read = _write(asked)
        # An UPDATE would leave these out and change more, or give back what it does not hold.
        assert not asked.query.is_sliced, "a change is of all that is found"
        assert not asked.query.distinct, "a change is of all that is found"
        assert read.row is not None, "a change gives the rows that it changed"
        assert not read.row.parts, "a change gives the rows that it changed, and none that hang on them"
        change: Any = asked.query.chain(UpdateQuery)
        change.clear_ordering(force=True)
        change.add_update_values(self._changes)
        compiler: Any = change.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        quote = compiler.connection.ops.quote_name
        columns = ", ".join(quote(name) for name in read.columns)
        # What is changed outside of a transaction would not get its turn on SQLite.
        return replace(read, sql=f"{sql} RETURNING {columns}", values=values, locks=True)


_OUTSIDE, _DISABLED, _WHOLE, _ONE, _SEVERAL = "outside", "disabled", "the whole city", "one", "several"


def _reach() -> tuple[str, int | None]:
    """Which kind of scope holds now, and its agency where it is one. What is not known is as several."""
    found = get_scope()
    if not found:
        return _OUTSIDE, None
    if not found.get("_enabled", True):
        return _DISABLED, None
    if found.keys() != {"_enabled", "agency"}:
        return _SEVERAL, None
    match found["agency"]:
        case None:
            return _WHOLE, None
        case [int() as only]:
            return _ONE, only
        case _:
            return _SEVERAL, None


def _write(asked: models.QuerySet[Any, Any]) -> _Written:
    compiler: Any = asked.query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    # Django describes a row even where `values_list` asks for some of its columns.
    shape = compiler.klass_info if asked.query.default_cols else None
    assert shape is None or not compiler.annotation_col_map, "nothing beside what the rows hold"
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return _Written(
        sql,
        values,
        bool(asked.query.select_for_update),
        [(place, how, column) for place, (how, column) in converters.items()],
        None if shape is None else _part(shape, compiler.select),
        [column.target.column for column, *_ in compiler.select] if shape is not None else [],
    )


def _part(shape: Any, select: Sequence[Any]) -> _Part:
    """From Django's description of a row: which columns are which object."""
    places = shape["select_fields"]
    first, last = places[0], places[-1] + 1
    names = [column.target.attname for column, *_ in select[first:last]]
    return _Part(
        shape["model"],
        first,
        last,
        names,
        first + names.index(shape["model"]._meta.pk.attname),
        tuple(_part(one, select) for one in shape.get("related_klass_infos", ())),
        (shape["local_setter"], shape["remote_setter"]) if "local_setter" in shape else None,
    )


def _converted(written: _Written, row: Sequence[Any], connection: Any) -> list[Any]:
    values = list(row)
    for place, converters, column in written.converters:
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    return values
