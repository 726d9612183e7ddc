"""How dates are written, by language: day before month, 24 hours. What a module leaves out is Django's."""
