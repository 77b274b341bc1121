"""What a conclusion says, as a hash: an approval names it, and what is issued must still have it.

content hash = SHA-256 over the canonical JSON of words, findings, recommendations
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from chiso.office.inspections.models import Conclusion, Finding


def findings_of(conclusion: Conclusion) -> list[Finding]:
    """The findings that a conclusion is about: of its agency in its inspection, those that came in time for
    it, without those withdrawn."""
    rows = Finding.objects.filter(
        inspection=conclusion.inspection, agency=conclusion.agency, supplement=conclusion.supplement,
        withdrawn_at=None,
    )  # fmt: skip
    return list(rows.select_related("visit__place", "inspection", "repeated_of").order_by("number"))


def sha256_of(conclusion: Conclusion) -> str:
    """The hash of what it says now. Three queries."""
    told: dict[str, Any] = {
        "format": "chiso-conclusion/1",
        "inspection": conclusion.inspection.number,
        "agency": conclusion.agency.uid,
        "supplement": conclusion.supplement,
        "words": conclusion.words,
        "findings": [
            {
                "number": one.number, "duty": one.duty, "article": one.article, "kind": one.kind,
                "effect": one.effect, "severity": one.concluded_severity, "words": one.words,
                "position": one.position,
            }
            for one in findings_of(conclusion)
        ],
        "recommendations": [
            {
                "number": one.number, "words": one.words, "owner": one.owner.uid,
                "deadline": one.deadline.isoformat(),
                "findings": sorted(finding.number for finding in one.findings.all()),
            }
            for one in conclusion.recommendations.select_related("owner").prefetch_related("findings")
        ],
    }  # fmt: skip
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
