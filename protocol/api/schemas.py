"""What the answers hold: types and schema in one. Rows are named by their codes, never by a database's key."""

from typing import Literal

from ninja import Field, Schema

Names = dict[str, str]
Text = Field(description="By language.")


class Index(Schema):
    editions: str
    in_force: str | None
    instruments: str
    categories: str
    glossary: str
    search: str


class Edition(Schema):
    """A text of the Protocol. A working text is not the official Model Protocol: ``notices`` says so."""

    code: str
    kind: Literal["working", "official"]
    status: Literal["current", "superseded"]
    notices: Names = Field(
        description="What kind of text this is, by language. Show it wherever you show the text."
    )
    titles: Names
    source_language: str = Field(description="The language from which the others are translated.")
    version: int = Field(description="Rises with every publication in this edition.")
    adopted_on: str | None
    adopted_by: str | None
    published_at: str
    supersedes: str | None
    superseded_by: str | None
    page: str = Field(description="To be read by people.")
    provisions: str = Field(description="The whole text.")


class Editions(Schema):
    in_force: str | None = Field(description="The code of the text in force: official before working.")
    editions: list[Edition]


class Wording(Schema):
    """What a provision says in one language. ``[^1]`` calls the note whose code ends in ``.note-1``."""

    language: str
    heading: str
    text: str
    revision: int
    out_of_date: bool = Field(description="The source has changed since this was translated.")
    status: Literal["working", "official"]
    notice: str = Field(description="What kind of text this is, in its own language.")


class Cite(Schema):
    """An instrument by its code, and its articles, principles or paragraphs as they are cited."""

    instrument: str
    articles: list[str]


class Note(Schema):
    code: str
    number: int = Field(description="As it is shown; counted through the whole edition.")
    cites: list[Cite]
    wordings: list[Wording]


class Provision(Schema):
    code: str = Field(description="Never changes within an edition, whatever the language.")
    kind: Literal["purpose", "rule", "heading", "paragraph", "point"]
    parent: str | None
    label: str = Field(description="Its number or letter.")
    categories: list[str] = Field(
        description="Codes of allegations that may engage it: a suggestion, never a finding."
    )
    wordings: list[Wording] = Field(
        description="In the languages that were asked for, where they are published."
    )
    notes: list[Note]


class Provisions(Schema):
    edition: Edition
    languages: list[str]
    provisions: list[Provision] = Field(description="In their order; ``parent`` makes a tree of them.")


class Period(Schema):
    """A period on record. Both days are included."""

    state: str = Field(description="ISO 3166-1 alpha-2.")
    party: bool = Field(description="False: on record as not bound in this period.")
    began: str | None
    ended: str | None
    act: str
    deposited_on: str | None
    note: Names
    sources: list[Names]
    verified_on: str | None = Field(
        description="Null: nobody has compared it with the depositary's own list yet."
    )


class Applies(Schema):
    """What is on record for the State and the day that were asked about.

    ``bound``: it bound the State; ``part``: on some of these days; ``soft``: it binds no State; ``not``: it did not
    bind it then; ``unknown``: it is not on record whether it did, which does not mean that it did not.
    """

    group: Literal["bound", "part", "soft", "not", "unknown"]
    label: str
    why: str
    to_be_verified: bool
    periods: list[Period]


class Question(Schema):
    state: str
    state_name: str
    day: str


class Cited(Schema):
    """An instrument that is cited. ``applies``: where a State was asked about."""

    instrument: str
    short_titles: Names
    kind: str | None
    articles: list[str]
    applies: Applies | None


class Category(Schema):
    code: str
    labels: Names


class ProvisionWhole(Provision):
    edition: Edition
    parts: list[str] = Field(description="Codes of what is part of it, in order.")
    previous: str | None
    next: str | None
    citations: Names = Field(description="How it is cited, by language of the text.")
    page: str = Field(description="Its permanent address, to be read by people.")
    engaged_by: list[Category] = Field(description="Allegations that may engage it or one of its parts.")
    asked: Question | None
    instruments: list[Cited] = Field(description="What its notes cite, and those of its parts.")


class Marked(Schema):
    text: str
    marks: list[list[int]] = Field(
        description="What was found: [first, after the last] character, counted from 0."
    )


class Hit(Schema):
    provision: str
    where: str = Field(description="The provision it is read in: of a note the one that calls it.")
    heading: Marked
    text: Marked
    page: str


class Found(Schema):
    edition: Edition
    notice: str
    language: str
    q: str
    alike: bool = Field(description="Nothing holds what was asked for; these resemble it.")
    count: int
    pages: int
    number: int = Field(description="Of this page.")
    hits: list[Hit]


class Instrument(Schema):
    code: str
    kind: Literal["treaty", "eu-law", "soft-law", "regional", "own-rules"]
    binds: bool = Field(description="Whether it is of a kind that can bind a State.")
    titles: Names
    short_titles: Names
    issuers: Names
    adopted_on: str = Field(description="A day, a month or a year.")
    reference: str
    region: str | None = Field(description="The instrument whose parties it is addressed to.")
    page: str
    applies: Applies | None


class Instruments(Schema):
    caution: str
    asked: Question | None
    instruments: list[Instrument]


class InstrumentWhole(Instrument):
    caution: str
    asked: Question | None
    periods: list[Period]
    cited_in: list[str] = Field(description="Provisions of the edition in force whose notes cite it.")


class CategoryWhole(Category):
    instruments: list[Cite] = Field(description="What it suggests; never a finding.")
    provisions: list[str] = Field(description="Of the edition in force.")


class Categories(Schema):
    edition: str | None
    categories: list[CategoryWhole]


class Term(Schema):
    key: str
    note: str
    terms: Names


class Glossary(Schema):
    """The terms that the translations of the working text keep to."""

    edition: str
    status: Literal["working"]
    notices: Names
    terms: list[Term]
