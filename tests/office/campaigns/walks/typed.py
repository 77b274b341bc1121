"""What an officer types at each criterion of the one-stop shop, by the names of the fields.

By Thông tư 01/2018/TT-VPCP, Article 13, each of these gives two points.
"""

from __future__ import annotations

CASE = "HS-001"
TYPED: dict[str, dict[str, str]] = {
    "1": {"c-0": CASE, "c-0-days_beyond_limit": "-1"},
    "2": {"c-0": CASE, "c-0-days_beyond_limit": "-1"},
    "3": {"c-0": CASE, "c-0-contacts": "0", "c-0-caused_by_applicant": "false"},
    "4": {"c-0": CASE, "c-0-bodies": "0", "c-0-legal_bodies": "0", "c-0-only_one_stop_shop": "true"},
    "5": {
        "i-whole_share-numerator": "100", "i-whole_share-denominator": "100",
        "i-reception_share-numerator": "100", "i-reception_share-denominator": "100",
    },
    "6": {"i-correct": "true", "i-posted": "true", "i-electronic": "true"},
    "7": {"c-0": CASE, "c-0-days_beyond_limit": "-1", "c-0-complaints": "0"},
    "8": {"i-in_time_share-numerator": "10", "i-in_time_share-denominator": "10", "i-prolonged": "0"},
    "9": {
        "i-procedures_online-numerator": "50", "i-procedures_online-denominator": "100",
        "i-online_cases-numerator": "50", "i-online_cases-denominator": "100", "i-bad_online_cases": "0",
    },
}  # fmt: skip
