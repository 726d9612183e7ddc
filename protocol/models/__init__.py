"""Editions of the Model Protocol, their provisions and wordings; the instruments they cite and whom these bind."""

from protocol.models.binding import Binding
from protocol.models.edition import Edition
from protocol.models.file import ProtocolFile
from protocol.models.imported import Import
from protocol.models.instrument import Instrument
from protocol.models.provision import Provision
from protocol.models.wording import Translating, Wording

__all__ = [
    "Binding",
    "Edition",
    "Import",
    "Instrument",
    "ProtocolFile",
    "Provision",
    "Translating",
    "Wording",
]
