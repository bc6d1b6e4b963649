"""An archive of the embedded PostgreSQL: back to any moment between its oldest base and now.

A base is the whole cluster at one time; the log is what the server wrote since, minute by
minute. All of it is sealed with the backups' key. See deploy/decisions/0027.
"""
