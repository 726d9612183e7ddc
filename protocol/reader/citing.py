"""How a provision is cited: in the language of the text, with the edition, and unmistakable about its standing."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from protocol.languages import RULE
from protocol.models import Edition, Provision
from protocol.reader.book import Part

Kind = Provision.Kind


def cited(edition: Edition, part: Part, language: str) -> str:
    """For example “Model Protocol …, working text (working-2026), Rule 3(b)”."""
    with override(language if language in {"en", "ru"} else "en"):
        standing = (
            _("official text") if edition.is_official else _("working text, not the official Model Protocol")
        )
        adopted = f", {edition.adopted_on:%Y-%m-%d}" if edition.adopted_on else ""
    where = place(part, language)
    return (
        f"{edition.title_in(language)} ({standing}{adopted}; {edition.code}){', ' + where if where else ''}"
    )


def place(part: Part, language: str) -> str:
    """ "Rule 3", "Rule 3(b)"; the heading of what has no number."""
    rule = part.code.partition(".")[0]
    if not rule.startswith("rule-"):
        side = part.said
        return side.heading if side and side.heading else part.code
    name = RULE[language].format(rule.removeprefix("rule-"))
    return f"{name}({part.label})" if part.kind == Kind.POINT and part.label else name
