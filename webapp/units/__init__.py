"""The tree of units, their venues, memberships and duties; the root of all visibility."""
