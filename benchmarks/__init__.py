"""How fast the portal is: `make bench`, or `python -m benchmarks --help`.

Starts the portal as a server does (config.entrypoint, two workers of one thread, collected static
files) on a database of generated content, and beside it a second, tiny Django whose pages say what
this machine can do at all. Both are asked in turns, one at a time, so that what else the machine
does meets them alike. Read the ratios and the CPU milliseconds per request; requests per second
mean nothing outside their run, since load generator, server and database share the cores.

pages.py         what is measured, as whom, and the goals: a new page is one line there
data.py          the generated content of the portal, one function per app
limits*.py       the pages of comparison: `user`, `topic50`, `topic50_fast`
load.py          the load generator
database.py      the database, kept until generator or migrations change
servers.py       the processes, their CPU time and memory
measure.py       the rounds
report.py        table and JSON

digest.py        by itself: the weekly digest for everybody, sent to discard.py

The database is `forum_bench` of the embedded PostgreSQL, unless DATABASE_URL names another one,
which has to be empty at first. Logs and static files are in var/bench.
"""
