"""Rules that analysts write without code: checked, compiled, tried, published."""
