"""File names and first bytes of strangers: made safe to show, and compared with each other. Nothing is unpacked."""

import unicodedata

import puremagic

SNIFF_BYTES = 4096
LONGEST_NAME = 120  # characters
SHORTEST_MAGIC = (
    0.3  # puremagic's confidence is a tenth of the signature's bytes: fewer than three prove nothing
)
# Extensions that are one and the same container to whoever sees only the first bytes.
FAMILIES = (
    {"jpg", "jpeg", "jpe", "jfif"},
    {"tif", "tiff"},
    {"htm", "html", "xhtml"},
    {
        "zip",
        "docx",
        "docm",
        "xlsx",
        "xlsm",
        "pptx",
        "odt",
        "ods",
        "odp",
        "epub",
        "jar",
        "apk",
        "xps",
        "pages",
        "kmz",
    },
    {"doc", "xls", "ppt", "msg", "msi", "pub", "vsd", "wps"},
    {"mp4", "m4v", "m4a", "mov", "3gp", "heic", "heif", "avif"},
    {"ogg", "oga", "ogv", "opus"},
    {"mkv", "webm", "mka"},
    {"avi", "wav", "webp"},
    {"exe", "dll", "scr", "com", "sys"},
    {"gz", "tgz"},
    {"wmv", "wma", "asf"},
    {"aiff", "aif"},
)
# Formats that always start with their signature: a file of that name without it is something else.
SIGNED = {
    "pdf", "png", "jpg", "gif", "zip", "docx", "xlsx", "pptx", "odt", "ods", "epub", "rar", "7z", "gz", "tif", "tiff",
    "jpeg", "webp", "mkv", "webm", "rtf", "doc", "xls", "ppt",
}  # fmt: skip


def safe_name(name: str) -> str:
    """A name to show and to offer for saving: no path, no control, no bidirectional or zero-width character.

    At most 120 characters, the extension kept; "file" when nothing is left. The original name stays sealed.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        " " if unicodedata.category(c) == "Zs" else c for c in last if unicodedata.category(c)[0] != "C"
    )
    kept = " ".join("".join("_" if c in '<>:"|?*;%' else c for c in kept).split()).strip(". ")
    stem, dot, extension = kept.rpartition(".")
    if dot and stem and len(extension) <= 12:
        return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip('. ')}.{extension}"
    return kept[:LONGEST_NAME] or "file"


def extension_of(name: str) -> str:
    """Lower-case extension without the dot, or ""."""
    stem, dot, extension = safe_name(name).rpartition(".")
    return extension.lower() if dot and stem else ""


def sniff(first: bytes) -> tuple[str | None, str | None]:
    """(extension without dot, MIME type) suggested by the first bytes, or (None, None). Looks at signatures only."""
    if not first:
        return None, None
    if first[:2] == b"MZ":
        return "exe", "application/x-msdownload"
    try:
        matches = puremagic.magic_string(first[:SNIFF_BYTES])
    except (puremagic.PureError, ValueError):
        return None, None
    strong = [match for match in matches if match.confidence >= SHORTEST_MAGIC and match.extension]
    if not strong:
        return None, None
    return strong[0].extension.lstrip(".").lower(), strong[0].mime_type or None


def name_disagrees(name: str, looks_like: str | None) -> bool:
    """Whether the extension promises something else than the first bytes show. A hint for people, never a refusal."""
    claimed = extension_of(name)
    if looks_like is None:
        return claimed in SIGNED
    shown = looks_like.lower()
    if claimed == shown:
        return False
    return not any({claimed, shown} <= family for family in FAMILIES)
