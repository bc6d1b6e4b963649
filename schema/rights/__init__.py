"""Rights of workers: the cases that somebody brings or that public opinion tells of (维权)."""
