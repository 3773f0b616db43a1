"""Does it: verbs, pages, records and everything else that touches the world."""
