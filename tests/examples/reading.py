"""How the tests of the examples read what an example wrote."""

from __future__ import annotations

import csv
import io
from functools import cache

from chiso.examples import EXAMPLES

ANSWERS_HEADER = "period,unit,code,input,case,value,numerator,denominator,label,status,layer,origin,note"
PUBLISHED_HEADER = (
    "index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note,note_vi"
)
UNITS_HEADER = "uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to"


@cache
def files_of(name: str) -> dict[str, str]:
    """The data files of one example by name."""
    return dict(next(example for example in EXAMPLES if example.name == name).build())


def rows_of(name: str, file: str) -> list[dict[str, str]]:
    """The rows of one file of one example."""
    return list(csv.DictReader(io.StringIO(files_of(name)[file])))
