"""Letters: written in the business transaction, sent by a job, readable in the outbox."""
