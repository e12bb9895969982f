"""What the editors' side adds to the publishing system: its guards, the end of a record, reports, queues."""
