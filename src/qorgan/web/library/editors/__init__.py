"""Accounts of the library: an app of its own, since the publishing system's tables point at it."""

CONTRIBUTOR, REVIEWER, LIBRARIAN = "Contributors", "Reviewers", "Librarians"
