"""The office for programs: the same services and rights as the screens, by tokens with scope and expiry."""
