"""Webhooks come in: verified on their raw bytes, reduced to ids, kept once, answered at once."""
