"""Quality of collected data: what somebody should look at, with reasons; nothing is deleted.

    result = check_quality(table, read_plan(Path("quality.yaml")))
    result.findings, follow_up_table(result, "vi"), false_alarms()

Each check lists honest interviews too; `false_alarms` says how often, measured on simulated rounds.
"""

from chiso.survey.quality.checking import QualityResult, check_quality
from chiso.survey.quality.false_alarms import FalseAlarm, false_alarms
from chiso.survey.quality.findings import Checked, Finding
from chiso.survey.quality.plan import Limits, QualityPlan, read_plan
from chiso.survey.quality.reading_record import read_quality_record
from chiso.survey.quality.tables import follow_up_table, quality_record

__all__ = [
    "Checked", "FalseAlarm", "Finding", "Limits", "QualityPlan", "QualityResult", "check_quality",
    "false_alarms", "follow_up_table", "quality_record", "read_plan", "read_quality_record",
]  # fmt: skip
