"""``make bench``: our reads against the floor and against PostGraphile, on one database.

A benchmark, not a test: pytest collects nothing here. Run it with
``python -m tests.benchmark``; it prints tables and writes ``var/bench/latest.json``.

How it measures: every contender is a server of one worker pinned to the first core;
wrk, pinned to the second, asks it Q1-Q6 in turn. In each round the contenders are shuffled
within each query, and each figure that is compared is a ratio *within* a round, so that
whatever else the machine does falls on all of them alike. Processor time is read from
``/proc``, of the server's process tree and of PostgreSQL's; it is the steadiest figure here.
"""
