"""What can go wrong when something sealed is opened or kept."""


class CannotUnseal(Exception):
    """No private key on this surface, the data key was destroyed, or the ciphertext is not what was sealed here.

    The message names no plaintext and no key; it may be logged.
    """


class Truncated(CannotUnseal):
    """A sealed file ends before its end: the rest was cut off. Abort the download."""


class CannotKeep(Exception):
    """An uploaded file could not be moved into storage (disk full, storage unreachable)."""
