"""Figures from elsewhere for the access table."""

from __future__ import annotations

from chiso.office.campaigns.models import Sheet
from tests.office.campaigns.appraising.samples import campaign_with_rules
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    campaign = campaign_with_rules(world)
    key = campaign.key
    sheet = Sheet.objects.create(
        campaign=campaign, node="2", number=1, origin="statistic", source="Báo cáo 12/BC-CTK",
        table="unit,value\nso-tu-phap,1\n",
    )  # fmt: skip
    criterion = {"": {"key": key, "node": "2"}}
    version = {"": {"key": key, "sheet_key": sheet.key}}
    return {
        "campaigns:sheets": {"": {"key": key}},
        "campaigns:sheets-of-criterion": criterion,
        "campaigns:accept-sheet": criterion,
        "campaigns:sheet": version,
        "campaigns:sheet-table": version,
    }
