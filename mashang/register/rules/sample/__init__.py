"""The sample district: a seeded generator from content/demo to rows of the register. Nothing here touches a database."""
