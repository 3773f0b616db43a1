"""What do the daily requests cost at a hundred thousand cases, compared with the same SQL without us?

`make bench` starts a PostgreSQL of its own and measures all ways in one run, turn by turn. Only the ratios of one
run mean anything: times depend on the machine. How to read them: `docs/benchmark.md`. Nothing here is a test.
"""
