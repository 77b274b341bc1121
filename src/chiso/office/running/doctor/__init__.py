"""The doctor: looks at an office and says plainly what is wrong, what will be, and what to do."""

from chiso.office.running.doctor.examining import examine

__all__ = ["examine"]
