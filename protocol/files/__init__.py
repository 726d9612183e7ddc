"""The Protocol to take along: PDF, DOCX, plain text and JSON, in one language or in two."""
