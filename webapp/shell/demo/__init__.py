"""The invented county of the demo: who lives there and what happened. Data only, no database."""
