"""What is put together once: the application, its settings, the database server, the templates."""
