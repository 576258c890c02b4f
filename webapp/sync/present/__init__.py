"""What sync tells: changes for phones (`changes`), phones (`phones`) and what became of a file (`brought`) in words."""
