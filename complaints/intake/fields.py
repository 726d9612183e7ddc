"""The question that recurs in the form."""

from typing import Any

from complaints.models import Answer
from portal.web.fields import OneOf


def yes_no_unsure(label: Any, **kwargs: Any) -> OneOf:
    """Yes, no, not sure; leaving it open is an answer as well."""
    return OneOf(Answer.choices, label=label, **kwargs)
