"""How do other systems write what we read, and what would a file of theirs change here?

Bytes in; frozen values, diagnostics and previews out. Nothing here writes.
"""
