"""Import and export of the public record: bodies, memberships and events as CSV and JSON.

``kinds`` the columns, as data · ``writing`` export · ``reading`` a file as it comes (``portal.tables`` knows its rows,
``headings`` and ``line`` what they are of a table of the record) · ``judging`` some lines against the record ·
``passing`` the whole file, tried or written · ``jobs`` the worker · ``desk`` the editors' pages · ``public`` the open
data. Why so: ``docs/decisions/exchange.md``.
"""
