"""Data that comes from outside of the screens: starter data, the demonstration, spreadsheets."""
