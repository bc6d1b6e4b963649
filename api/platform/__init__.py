"""What carries the platform on one machine: embedded stores, database roles, the supervisor.

``open_stores`` is the door: it hands out the addresses of PostgreSQL and Valkey, whether
they are the operator's servers or embedded ones that it starts in the data folder.
"""
