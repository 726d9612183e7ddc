"""The Protocol for programs: JSON under ``/api/v1/protocol/``, and the page about it. Drafts are in none of it."""
