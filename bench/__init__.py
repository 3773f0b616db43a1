"""What does the product cost, compared with the same SQL on the bare driver?

`make bench` starts a PostgreSQL of its own and measures both in one run, turn by turn. Only the ratios of one
run mean anything: times depend on the machine and are printed for information. Nothing here is a test.
"""
