"""Example data: real figures that chiso carries, written as the files that its commands read.

    papi             63 provinces, 2011–2024: sub-dimension scores      → scored with papi@…
    hdi              191 countries, 1990–2021: four components          → hdi@2021
    pci              21 provinces, 2021: ten sub-indices                → pci@2021
    service-quality  Hà Nội on 10 October 2026: counts of Decision 766  → service-quality@2022
    published        indices published by others, carried over          → checked, not scored

The package keeps each figure once, digit by digit as its source gives it, in `tables/`, described in
`tables/tables.yaml` with source and rights.
"""

from chiso.examples.catalogue import EXAMPLES, Example
from chiso.examples.writing import write_example

__all__ = ["EXAMPLES", "Example", "write_example"]
