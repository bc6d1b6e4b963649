"""What each role sees by each way, against an oracle in plain SQL."""
