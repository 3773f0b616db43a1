"""What can be done? One verb, one file, one function; the only code that writes."""
