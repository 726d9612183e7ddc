"""How a provision is cited: in the language of the text, with the edition, and unmistakable about its standing."""

from protocol.languages import OFFICIAL, RULE, WORKING
from protocol.models import Edition, Provision
from protocol.reader.book import Part

Kind = Provision.Kind


def cited(edition: Edition, part: Part, language: str) -> str:
    """For example “Model Protocol …, working text (working-2026), Rule 3(b)”."""
    said = (OFFICIAL if edition.is_official else WORKING)[language]
    # The only capital that has another small letter here is the Azerbaijani dotted one.
    standing = said[0].replace("İ", "i").lower() + said[1:]
    adopted = f", {edition.adopted_on:%Y-%m-%d}" if edition.adopted_on else ""
    where = place(part, language)
    return (
        f"{edition.title_in(language)} ({standing}{adopted}; {edition.code}){', ' + where if where else ''}"
    )


def place(part: Part, language: str) -> str:
    """ "Rule 3", "Rule 3(b)"; the heading of what has no number."""
    side = part.said
    return named(part.code, part.kind, part.label, side.heading if side else "", language)


def named(code: str, kind: str, label: str, heading: str, language: str) -> str:
    """The same for a provision that was not read with its edition."""
    rule = code.partition(".")[0]
    number = rule.removeprefix("rule-")
    if number == rule:
        return heading or code
    name = RULE[language].format(number)
    if kind == Kind.HEADING and heading:
        return f"{name}, {heading}"
    return f"{name}({label})" if kind == Kind.POINT and label else name
