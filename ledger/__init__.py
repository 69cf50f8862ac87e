"""Remember: tables with their queries, the only home of SQLAlchemy. The database is the queue of record."""
