"""HTTP in, HTML out: one module for each plural noun."""
