"""How staff of a body come in: invited by mail, verified by a second channel, confirmed by a second person."""
