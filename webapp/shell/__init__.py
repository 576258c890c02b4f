"""What surrounds the domains: homes, static files, the installable app, the demo."""
