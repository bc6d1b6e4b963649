"""Persons, memberships and their transfers (会籍)."""
