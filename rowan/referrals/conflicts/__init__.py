"""Whether anything points to a conflict of interest: compared out of sight, decided by a manager (PL-133).

Everybody else sees one of two sentences. `Referral.is_cleared` says which.
"""
