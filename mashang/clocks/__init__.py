"""Deadlines: clocks that run, stand still, are extended and stopped, and what is due when."""
