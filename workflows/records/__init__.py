"""How is it kept? PostgreSQL: tables, one module per noun that loads, locks, keeps and reads."""
