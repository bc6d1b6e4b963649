"""Sentence encoders: ours, a site's folder, a site's address. None in the API process."""
