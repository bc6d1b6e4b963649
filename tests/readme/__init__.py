"""The READMEs say what is so: every command of theirs runs, every query answers as shown."""
