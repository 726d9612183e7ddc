"""Tables that people bring and take along as CSV: what their bytes are, their rows, their cells."""
