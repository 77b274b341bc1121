"""The twelve annexes, one module each."""

from tests.frameworks.importers.annexes.content import Annex
from tests.frameworks.importers.annexes.sets import (
    anti_corruption_2014,
    ca_mau_2013,
    departments_made_up,
    district_offices_made_up,
    hundred_made_up,
    official_quality_2025,
    one_stop_shop_2018,
    organisation_quality_2025,
    peoples_council_2026,
    resolution_57_2026,
    service_quality_2022,
    wards_made_up,
)

ANNEXES: tuple[Annex, ...] = (
    one_stop_shop_2018.ANNEX,
    organisation_quality_2025.ANNEX,
    official_quality_2025.ANNEX,
    ca_mau_2013.ANNEX,
    resolution_57_2026.ANNEX,
    peoples_council_2026.ANNEX,
    anti_corruption_2014.ANNEX,
    service_quality_2022.ANNEX,
    district_offices_made_up.ANNEX,
    departments_made_up.ANNEX,
    wards_made_up.ANNEX,
    hundred_made_up.ANNEX,
)
