"""Files that jobs write: worksheets, CSV, and the encrypted envelope."""
