"""AAC: packets written as ADTS frames, each with a head of seven bytes.

1111 1111 1111 | 0 00 1 | profile (2) rate (4) 0 channels (3) 0000 | length (13) fullness (11) 00
                                                                                ISO/IEC 14496-3, 1.A.3
"""

from __future__ import annotations

from collections.abc import Sequence

from chiso.office.files.checking.kinds import Kind
from chiso.office.files.checking.sounds.packets import Sound, damaged, no_sound

RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
SAMPLES_A_FRAME = 1_024
_HEAD, _MOST = 7, (1 << 13) - 1
_LOW_COMPLEXITY, _WITH_BANDS, _WITH_STEREO = 2, 5, 29


def write(configuration: bytes, packets: Sequence[bytes]) -> Sound:
    """The packets as frames. `configuration`: the AudioSpecificConfig of the recording. Raises Irregular."""
    rate, channels = _configured(configuration)
    if not packets:
        raise damaged()
    kept = b"".join(_head(rate, channels, len(one)) + one for one in packets)
    return Sound(Kind.AAC, kept, len(packets) * SAMPLES_A_FRAME * 1_000 // RATES[rate])


def _configured(configuration: bytes) -> tuple[int, int]:
    """Which of the rates, and how many channels; the object type (5 bits), rate (4), channels (4)."""
    if len(configuration) < 2:
        raise damaged()
    bits = int.from_bytes(configuration[:2])
    kind, rate, channels = bits >> 11, bits >> 7 & 15, bits >> 3 & 15
    # Of HE-AAC the low half is told; players find the upper one in the frames.
    if (
        kind not in (_LOW_COMPLEXITY, _WITH_BANDS, _WITH_STEREO)
        or rate >= len(RATES)
        or channels not in (1, 2)
    ):
        raise no_sound(f"AAC, {kind}, {rate}, {channels}")
    return rate, channels


def _head(rate: int, channels: int, length: int) -> bytes:
    if not 0 < length <= _MOST - _HEAD:
        raise damaged()
    profile = _LOW_COMPLEXITY - 1
    bits = 0xFFF1 << 40 | profile << 38 | rate << 34 | channels << 30 | (length + _HEAD) << 13 | 0x7FF << 2
    return bits.to_bytes(_HEAD)
