"""How do other systems write what we read? Formats only: bytes in, frozen values and diagnostics out."""
