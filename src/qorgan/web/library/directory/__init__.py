"""The directory of services: rows that editors keep, and pages that a person in need reads."""
