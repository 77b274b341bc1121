"""Forms that follow the models of a framework: what a document may hold is what a page asks for.

    shape = shape_of_model(Node, leaving_out={"nodes"})
    form = TreeForm(shape, tree, data=request.POST or None, language="vi")
    form.layout      groups and controls, as a page shows them
    form.tree        what was typed, as a part of the document (after is_valid)

Every key of a model has a shape by its type. What is too deep for fields (conditions, measures made
of measures) is a line or a box in the notation of the document itself.
"""

from __future__ import annotations

from chiso.office.drafting.shapes.base import Control, Group
from chiso.office.drafting.shapes.forms import TreeForm
from chiso.office.drafting.shapes.of_models import shape_of_model

__all__ = ["Control", "Group", "TreeForm", "shape_of_model"]
