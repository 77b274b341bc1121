"""Who is measured: provinces, districts, communes, offices, as they stood on a given day."""

from chiso.units.names import make_slug, match_key
from chiso.units.reading import UNIT_COLUMNS, read_units, write_units
from chiso.units.registry import Registry
from chiso.units.shipped import shipped_registry
from chiso.units.unit import Unit

__all__ = [
    "UNIT_COLUMNS",
    "Registry",
    "Unit",
    "make_slug",
    "match_key",
    "read_units",
    "shipped_registry",
    "write_units",
]
