"""Reads: what changed (`changes`), and the phones that send (`phones`)."""
