"""Tables that people bring and take along: what their bytes are, their rows, their cells. It knows no table's columns.

``detecting`` the format, encoding and separator, found out · ``rows`` of CSV, ``items`` of JSON, as they stream by ·
``limits`` what ends the reading · ``cells`` a cell's text, ``values`` what it says · ``writing`` CSV. A room that has a
table says what its columns are and judges the lines: ``associations.exchange``, ``protocol.library.table``.
"""
