"""The text of a provision where its footnotes are not shown."""

import re

from protocol.models.wording import MARK


def without_marks(text: str) -> str:
    """``text`` without the marks that call footnotes."""
    return re.sub(MARK, "", text)
