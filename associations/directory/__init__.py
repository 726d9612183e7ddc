"""The directory: whoever wants to know which body is meant finds it by any of its names, by country, or on a map.

``searching`` the list · ``one`` the page of a body, with ``panels`` that other rooms hand in · ``by_country``,
``tiles`` and ``drawing`` the map · ``views`` the pages.
"""
