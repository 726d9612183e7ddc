"""The map on which every State has the same square: where the square of each country stands.

Read the table as a map. The squares were laid out from the co-ordinates of capitals and large cities (tz database,
public domain): each in the free place nearest to where the country lies, with room made where countries are many.
No border is drawn and none is meant; a code stands here because ISO 3166-1 lists it. Invented countries
stand below, by themselves.
"""

from portal import countries

_WORLD = """
.. .. .. .. .. .. .. .. .. .. FO .. .. NO .. SJ AX FI .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. GL IS .. NL DK DE SE LV EE BY .. .. .. .. .. .. .. .. .. .. ..
.. .. .. CA .. .. .. .. .. IE IM GB BE LU CZ AT PL LT .. .. .. .. RU .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. GG JE CH LI SI SK HU .. MD UA .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. PM .. .. FR MC SM HR BA RS RO .. .. .. .. KZ .. .. MN .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. AD .. VA IT ME XK BG TR .. GE AZ UZ KG .. .. KP .. .. ..
.. .. .. US .. .. .. .. .. PT ES .. .. TN .. AL MK GR LB SY AM IR TM TJ .. .. KR .. .. ..
.. .. .. .. BS .. BM .. .. .. GI MA DZ .. MT LY .. .. IL CY IQ KW AF .. CN .. .. JP .. ..
.. .. .. CU .. TC .. VG AI .. EH .. .. .. .. .. .. EG PS JO BH AE PK NP BT .. TW .. .. ..
UM .. .. KY MX HT PR MF SX AG MR .. .. .. .. .. .. .. .. .. SA QA OM IN BD MO HK .. .. ..
.. .. .. BZ JM DO VI BL KN GP CV .. .. .. .. .. .. .. .. .. .. .. .. .. MM LA .. .. .. ..
.. .. .. GT SV HN .. MS DM MQ SN GM NE .. .. .. .. .. SD ER .. .. .. .. TH VN PH MP .. ..
.. .. .. .. NI AW CW .. VC LC GW ML BF .. .. TD .. .. .. DJ YE .. .. .. .. KH .. GU .. ..
.. .. .. .. CR PA BQ GD TT BB GN SL BJ NG .. .. .. .. .. ET .. .. .. LK .. .. .. PW FM MH
.. .. .. .. .. CO VE GY SR GF LR CI TG GQ CM .. CF .. SS .. .. .. .. MV .. MY BN .. .. ..
.. KI .. .. .. EC .. .. .. .. .. .. GH ST GA .. CD RW UG KE SO .. .. .. SG .. .. .. NR ..
TK .. .. .. .. .. .. .. .. .. .. .. .. .. AO CG .. .. BI TZ .. SC IO .. .. ID TL PG SB TV
WF AS .. .. .. PE .. .. .. BR .. SH .. .. .. .. .. ZM .. KM YT .. .. .. CC CX .. .. .. ..
WS NU PF .. .. .. BO .. .. .. .. .. .. .. .. .. .. BW ZW MW MG RE MU .. .. .. .. .. VU FJ
TO CK PN .. .. .. .. .. PY .. .. .. .. .. .. NA .. ZA SZ MZ .. .. .. .. .. .. AU .. NC ..
.. .. .. .. .. CL AR .. UY .. .. .. .. .. .. .. .. LS .. .. .. .. .. .. .. .. .. .. NF NZ
.. .. .. .. .. .. .. .. FK GS .. .. .. BV .. .. .. .. .. .. .. .. TF HM .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. AQ .. .. .. .. .. .. .. .. .. .. ..
"""


def _read(table: str) -> dict[str, tuple[int, int]]:
    return {
        code: (column, row)
        for row, line in enumerate(table.strip().splitlines())
        for column, code in enumerate(line.split())
        if code != ".."
    }


#: {code: (column, row)}, from 0.
WORLD = _read(_WORLD)
COLUMNS = 1 + max(column for column, _row in WORLD.values())
ROWS = 1 + max(row for _column, row in WORLD.values())
_FIRST = (COLUMNS - len(countries.INVENTED)) // 2
#: The row of the invented countries, apart from the world by an empty one.
INVENTED = {code: (_FIRST + place, ROWS + 1) for place, code in enumerate(countries.INVENTED)}
