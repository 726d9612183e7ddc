"""The languages of the Model Protocol's text; the language of the interface is another matter."""

from django.utils.translation import gettext_lazy as _

from portal.folding import fold

#: In the order in which the text was published. Kazakh is written in Cyrillic here.
LANGUAGES = {
    "en": _("English"),
    "az": _("Azerbaijani"),
    "kk": _("Kazakh"),
    "ru": _("Russian"),
    "uk": _("Ukrainian"),
}
#: What each language calls itself, for its own readers.
ENDONYMS = {"en": "English", "az": "Azərbaycanca", "kk": "Қазақша", "ru": "Русский", "uk": "Українська"}
#: How a rule is called in the text itself.
RULE = {"en": "Rule {}", "az": "Qayda {}", "kk": "{}-қағида", "ru": "Правило {}", "uk": "Правило {}"}
#: What kind of text it is, in its own language: on every page of a file and wherever it is cited. Part of the text's
#: voice, so not of the interface's.
WORKING = {
    "en": "Working text, not the official Model Protocol",
    "az": "İşçi mətn, Nümunəvi Protokolun rəsmi mətni deyil",
    "kk": "Жұмыс мәтіні, Үлгілік хаттаманың ресми мәтіні емес",
    "ru": "Рабочий текст, не официальный Модельный протокол",
    "uk": "Робочий текст, не офіційний Модельний протокол",
}
OFFICIAL = {
    "en": "Official text",
    "az": "Rəsmi mətn",
    "kk": "Ресми мәтін",
    "ru": "Официальный текст",
    "uk": "Офіційний текст",
}
#: PostgreSQL's grammars; in the other languages folded words are compared by their beginnings.
GRAMMAR = {"en": "english", "ru": "russian"}
CHOICES = list(LANGUAGES.items())


def folded(text: str, language: str) -> str:
    """``text`` as it is searched in ``language``: :func:`portal.folding.fold`; in Azerbaijani ə is typed as e on
    keyboards that lack it.
    """
    return fold(text.replace("ə", "e").replace("Ə", "E") if language == "az" else text)
