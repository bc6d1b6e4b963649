"""Tests of ``api/platform``."""
