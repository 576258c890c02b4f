"""The door through which programs and phones send named commands."""
