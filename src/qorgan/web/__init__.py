"""The Django project: rooms that remember (ledger, agencies, casework, orders) and faces that show."""
