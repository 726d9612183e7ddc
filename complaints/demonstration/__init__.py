"""Demonstration data: invented bodies in invented countries (ISO 3166 user-assigned codes QM to QZ),
invented complaints.

Nothing here speaks of a real body, person or case, and every page that shows it says so.
"""
