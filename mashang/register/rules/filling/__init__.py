"""A department's blank sheet: what its columns ask for, and the same file with the rows in it."""
