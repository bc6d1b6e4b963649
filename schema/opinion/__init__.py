"""Public opinion: feed sources, items, events and alerts (网络舆情)."""
