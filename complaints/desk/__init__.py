"""The staff's side of a complaint: what needs me now, the list, the case, and what can be done with it."""
