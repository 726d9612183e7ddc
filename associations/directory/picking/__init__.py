"""Which body is it? One question of a public form, answered without a list of all: by name, by country, by a few hits.

A form declares a ``BodyField`` and gives it the ``Bodies`` of this request; its view reads the buttons with ``pressed``
and leads to the page again, where what was typed stands beside what it found. What a field posts under its name is the
answer; under ``<name>_find`` and ``<name>_in`` stand the words and the country that were looked for.
"""

from associations.directory.picking.bodies import Bodies
from associations.directory.picking.buttons import CHANGE, FIND, Pressed, country_of, pressed, was_typed
from associations.directory.picking.field import BodyField, BodyPicker, parts_of
from associations.directory.picking.looking import ENOUGH, FEW

__all__ = [
    "CHANGE",
    "ENOUGH",
    "FEW",
    "FIND",
    "Bodies",
    "BodyField",
    "BodyPicker",
    "Pressed",
    "country_of",
    "parts_of",
    "pressed",
    "was_typed",
]
