"""What `script/run` stands on: the embedded PostgreSQL, the preparing steps and the supervisor. No Django at import."""
