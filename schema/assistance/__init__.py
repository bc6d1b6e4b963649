"""Needy-worker dossiers, their households and assessments, and the aid given (帮扶)."""
