"""The text of the Protocol comes from files: read, recognised, aligned with an edition, planned, written."""
