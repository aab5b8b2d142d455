"""The restricted part: personal data of cases and orders, encrypted, read only with a reason."""
