"""The Protocol as it is read: one language, or two or three side by side; each provision with an address of its own."""
