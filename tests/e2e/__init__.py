"""Browser tests against the running API."""
