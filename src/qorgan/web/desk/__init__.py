"""The staff face: worklist, case page, consent, referrals, calls, members. Pages only, no models."""
