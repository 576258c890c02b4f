"""Photos: taken in untouched, kept by their hash, served in derived sizes."""
