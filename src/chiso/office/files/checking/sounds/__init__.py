"""Sounds as browsers record them: taken apart into their packets, and written anew into a bare container.

    WebM or Ogg with Opus    →  Ogg with Opus: one stream, no comments        `webm`, `ogg`, `opus`
    MP4 with AAC             →  AAC in ADTS frames, which know no metadata    `mp4`, `aac`

What stood around the packets (names of programs, hours, comments, pictures, files, bytes that nothing names)
does not come along. The packets themselves are not decoded: their lengths and heads are read, no more.
"""

from chiso.office.files.checking.sounds.inspection import inspect_sound

__all__ = ["inspect_sound"]
