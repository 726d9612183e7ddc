"""The text of the Protocol comes from files: DOCX, HTML, Markdown, JSON. Read, recognised, aligned, planned, written."""
