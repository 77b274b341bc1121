"""Before the field: how many to ask, how to share them, whom to draw, and how anybody can draw them again."""

from chiso.survey.sampling.allocation import Stratum, allocate, allocate_budget
from chiso.survey.sampling.drawing import Sample, draw_sample
from chiso.survey.sampling.frame import Frame, read_frame
from chiso.survey.sampling.plan import SamplePlan, read_plan
from chiso.survey.sampling.selecting import Selected, repeat_draw, select_sample
from chiso.survey.sampling.size import Expected, Precision, SampleSize, sample_size

__all__ = [
    "Expected",
    "Frame",
    "Precision",
    "Sample",
    "SamplePlan",
    "SampleSize",
    "Selected",
    "Stratum",
    "allocate",
    "allocate_budget",
    "draw_sample",
    "read_frame",
    "read_plan",
    "repeat_draw",
    "sample_size",
    "select_sample",
]
