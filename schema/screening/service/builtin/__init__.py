"""The built-in rules: selects over whole sets, each a pure function of what is asked."""
