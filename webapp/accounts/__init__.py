"""People, their passwords, sessions and invitations."""
