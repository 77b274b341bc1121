"""One sound: what it is, what keeps it out, and the bytes to keep."""

from __future__ import annotations

import hashlib

from chiso.office.files.checking.archives import Irregular
from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.inspection import Verdict
from chiso.office.files.checking.kinds import guess_name
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.sounds import aac, mp4, ogg, opus, webm
from chiso.office.files.checking.sounds.packets import TOO_LONG, Sound, no_sound


def inspect_sound(data: bytes, limits: Limits) -> tuple[Verdict, bytes]:
    """The verdict on a sound by its content alone, and the bytes to keep: never those that came."""
    verdict = Verdict(received=hashlib.sha256(data).hexdigest(), is_redrawn=True)
    if not data:
        verdict.findings.append(Finding("CH-7401"))
        return verdict, b""
    if len(data) > limits.size:
        verdict.findings.append(Finding("CH-7402", str(len(data))))
        return verdict, b""
    try:
        sound = _read(data)
    except Irregular as irregular:
        verdict.findings.append(irregular.finding)
        return verdict, b""
    if sound.milliseconds > 1_000 * limits.sound_seconds:
        verdict.findings.append(Finding(TOO_LONG, f"{sound.milliseconds // 1_000} s"))
    verdict.kind, verdict.milliseconds = sound.kind, sound.milliseconds
    verdict.sha256, verdict.size = hashlib.sha256(sound.kept).hexdigest(), len(sound.kept)
    return verdict, sound.kept


def _read(data: bytes) -> Sound:
    """The sound, taken apart and written anew. Raises Irregular."""
    if data.startswith(webm.START):
        return opus.write(*webm.read(data))
    if data.startswith(ogg.START):
        return opus.write(*ogg.read(data))
    if data[4:8] == mp4.START:
        return aac.write(*mp4.read(data))
    raise no_sound(guess_name(data))
