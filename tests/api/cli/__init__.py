"""Tests of ``api/cli``."""
