"""Regions of the world and the countries in them.

Source: United Nations, Standard country or area codes for statistical use (M49): the five regions Africa (002),
Americas (019), Asia (142), Europe (150), Oceania (009). Antarctica is in none.
Added: Taiwan (Asia) and Kosovo (Europe), which M49 does not list, and codes formerly in use where the country lay.
"""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal import countries

LABELS: dict[str, str | Promise] = {
    "africa": _("Africa"),
    "americas": _("Americas"),
    "asia": _("Asia"),
    "europe": _("Europe"),
    "oceania": _("Oceania"),
}
_INVENTED = "invented"
_MEMBERS = {
    "africa": """
        AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA
        NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW  DY HV RH ZR
    """,
    "americas": """
        AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN KY LC MF
        MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI  AN PZ
    """,
    "asia": """
        AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK
        PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE  BU NT TP VD YD
    """,
    "europe": """
        AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT
        NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK  CS DD FX SU YU
    """,
    "oceania": """
        AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS  CT JT MI NH PC PU WK
    """,
}
#: {region: codes}
COUNTRIES: dict[str, frozenset[str]] = {
    region: frozenset(codes.split()) for region, codes in _MEMBERS.items()
}
_REGION = {code: region for region, codes in COUNTRIES.items() for code in codes}


def of(code: str) -> str:
    """The region of a country; "invented" for an invented one, "" where there is none."""
    return _INVENTED if countries.is_invented(code) else _REGION.get(code, "")


def codes(region: str) -> frozenset[str]:
    """The countries of a region; none of an unknown one."""
    return frozenset(countries.INVENTED) if region == _INVENTED else COUNTRIES.get(region, frozenset())


def labels() -> dict[str, str]:
    """{region: name}; the invented countries are a region of their own in the demonstration, which has no others."""
    shown = {region: str(label) for region, label in LABELS.items()}
    return shown | ({_INVENTED: str(_("Invented countries"))} if settings.PORTAL_DEMO else {})
