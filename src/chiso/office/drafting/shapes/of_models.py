"""From the models of a framework to shapes: each key by its type."""

from __future__ import annotations

import types
from collections.abc import Mapping as MappingType
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator
from pydantic.fields import FieldInfo

from chiso.frameworks.bounds import ParameterReference
from chiso.language import Bilingual
from chiso.office.drafting.shapes.base import Shape
from chiso.office.drafting.shapes.compound import (
    BilingualShape,
    Key,
    KindShape,
    NamedShape,
    PartShape,
    RowsShape,
)
from chiso.office.drafting.shapes.seldom import ORDER, SELDOM
from chiso.office.drafting.shapes.simple import (
    BoundShape,
    ChoiceShape,
    FigureShape,
    ListShape,
    NotationShape,
    SeveralShape,
    WordsShape,
    YesNoShape,
)
from chiso.office.drafting.shapes.titles import key_title

# Titles and names stand on one line; everything else that is said in two languages may be long.
_SHORT = frozenset({"unit", "numerator", "denominator", "labels"})


def shape_of_model(
    model: type[BaseModel], *, leaving_out: frozenset[str] = frozenset(), always: bool = False
) -> PartShape:
    """The shape of a part of a framework; keys with one possible value are written by themselves."""
    shape = PartShape(always=always)
    for name, key in model.model_fields.items():
        written = key.alias or name
        if written in leaving_out:
            continue
        constant = _only_value(key.annotation)
        if constant is not None:
            # The kind is written by whoever chooses among kinds.
            if written != "kind":
                shape.constant[written] = constant
            continue
        found = _shape(key.annotation, tuple(key.metadata), key.discriminator, written, key.is_required())
        types = SELDOM.get(model.__name__, {}).get(written)
        shape.keys.append(Key(written, key_title(written, model.__name__), found, types))
    shape.keys.sort(key=lambda key: ORDER.index(key.name) if key.name in ORDER else -1)
    return shape


def _only_value(annotation: Any) -> str | None:
    options = get_args(annotation) if get_origin(annotation) is Literal else ()
    return str(options[0]) if len(options) == 1 else None


def _shape(
    annotation: Any, metadata: tuple[Any, ...], discriminator: Any, name: str, required: bool = False
) -> Shape:
    """The shape of one key."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        for one in more:
            discriminator = _discriminator_of(one) or discriminator
        return _shape(inner, (*metadata, *more), discriminator, name, required)
    if origin in (Union, types.UnionType):
        return _shape_of_union(annotation, metadata, discriminator, name, required)
    if origin is Literal:
        return ChoiceShape(tuple(map(str, get_args(annotation))), name)
    if origin is tuple:
        return _shape_of_list(get_args(annotation)[0], name)
    if origin in (dict, MappingType):
        return NamedShape(_shape(get_args(annotation)[1], (), None, name))
    return _shape_of_class(annotation, name, required)


def _shape_of_class(annotation: Any, name: str, required: bool) -> Shape:
    if annotation is Bilingual:
        return BilingualShape(is_long=name not in _SHORT)
    if annotation is Fraction:
        return FigureShape()
    if annotation is bool:
        return YesNoShape()
    if annotation is int:
        return WordsShape("short")
    if annotation is str:
        return WordsShape("short" if name in ("code", "key", "number") else "line")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of_model(annotation, always=required)
    raise TypeError(f"no shape for {annotation} of {name}")


def _shape_of_union(
    annotation: Any, metadata: tuple[Any, ...], discriminator: Any, name: str, required: bool
) -> Shape:
    """One of several: by kind, a figure or a word, a bound, or too deep for fields."""
    options = [one for one in get_args(annotation) if one is not type(None)]
    if len(options) == 1:
        return _shape(options[0], metadata, discriminator, name, required)
    for one in metadata:
        discriminator = _discriminator_of(one) or discriminator
    if isinstance(discriminator, str):
        return KindShape({_kind_of(one): shape_of_model(one) for one in options})
    if any(_bare(one) is ParameterReference for one in options):
        return BoundShape()
    if any(get_origin(one) is Literal for one in options) and any(_bare(one) is Fraction for one in options):
        words = next(get_args(one) for one in options if get_origin(one) is Literal)
        return FigureShape(tuple(words))
    return NotationShape(in_one_line=True)


def _shape_of_list(item: Any, name: str) -> Shape:
    if get_origin(item) is Literal:
        return SeveralShape(tuple(map(str, get_args(item))))
    bare = _bare(item)
    if bare is str:
        return ListShape()
    found = _shape(item, (), None, name)
    # A list of what is too deep is one box.
    return NotationShape() if isinstance(found, NotationShape) else RowsShape(found)


def _discriminator_of(metadata: Any) -> Any:
    if isinstance(metadata, FieldInfo):
        return metadata.discriminator
    if isinstance(metadata, Discriminator):
        return metadata.discriminator
    return None


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _kind_of(model: type[BaseModel]) -> str:
    found = _only_value(model.model_fields["kind"].annotation)
    assert found is not None, f"{model.__name__} has no kind of its own"
    return found
