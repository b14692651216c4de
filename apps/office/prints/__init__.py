"""Papers of the office."""
