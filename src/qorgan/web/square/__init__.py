"""The public face: what the law says, asked by anyone. No case, ledger, session, cookie or storage."""
