"""Editions of the Model Protocol, their provisions, and the wording of each in each language."""

from protocol.models.edition import Edition
from protocol.models.file import ProtocolFile
from protocol.models.imported import Import
from protocol.models.provision import Provision
from protocol.models.wording import Wording

__all__ = ["Edition", "Import", "ProtocolFile", "Provision", "Wording"]
