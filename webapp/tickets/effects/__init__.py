"""What each verb does to a ticket once rule and state have held. The table that uses them: ``transitions``."""
