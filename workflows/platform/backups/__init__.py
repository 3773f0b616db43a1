"""How is everything kept safe from the loss of a machine? Dumps with a manifest beside each, and restored to be believed."""
