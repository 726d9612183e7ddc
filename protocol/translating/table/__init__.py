"""A table of source and translation that goes out to a translator as DOCX, and comes back."""
