"""What ``make run`` does around the app: addresses, certificate, first filling, greeting, child processes."""
