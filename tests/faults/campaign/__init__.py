"""Campaigns against a running platform: processes are killed, neighbours go down, clocks jump; a ledger outside judges."""
