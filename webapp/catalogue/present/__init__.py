"""The catalogue and the calendar in words."""
