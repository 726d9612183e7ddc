"""Tables that people bring and take along: what their bytes are, their rows, their cells. Of no table it knows the
columns: a room that has one says what they are and judges the lines (``associations.exchange``,
``protocol.library.table``).

In the order in which a file is read: ``detecting`` its format, encoding (``encodings``) and separator · ``rows`` of
CSV, ``items`` of JSON, one at a time · ``headings`` the first line, and the cells under it · ``cells`` a cell's text ·
``values`` the date or country that it says. ``limits``: what ends the reading. ``writing``: CSV.
"""
