"""Secrets people come back with: made, hashed, replaced, frozen."""
