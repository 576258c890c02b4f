"""What is done with a file of unsent work."""
