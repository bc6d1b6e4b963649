"""The rules of public opinion: pure functions, no database, no network."""
