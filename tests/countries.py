"""Writes ``portal/countries.json`` from Babel's copy of CLDR: ``python -m tests.countries``."""

import json
import re
from pathlib import Path

from babel import Locale

LANGUAGES = {"en": "en", "ru": "ru", "uk": "uk", "az": "az", "kk": "kk", "es": "es", "zh-hans": "zh_Hans"}
# Bits of other territories that have no code in ISO 3166-1, and codes that name no place.
LEFT_OUT = {
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EU",
    "EZ",
    "IC",
    "QO",
    "TA",
    "UN",
    "XA",
    "XB",
    "ZZ",
}
TARGET = Path(__file__).parents[1] / "portal" / "countries.json"


def main() -> None:
    table = {
        language: {
            code: name
            for code, name in sorted(Locale.parse(locale).territories.items())
            if re.fullmatch("[A-Z]{2}", code) and code not in LEFT_OUT
        }
        for language, locale in LANGUAGES.items()
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
