"""The public site as files: a picture goes in, files come out. No database, no request, no clock of its own.

A *picture* is one plain dict with everything that the world may know (docs/status-site.md has its shape). It is made from the
database by ``bollkoll.status``; everything here works from the last picture when the database is gone.

``reading`` understands the picture · ``situation`` what is so now · ``history`` what has been · ``telling`` a notice in one
language · ``pages`` ``feeds`` ``calendars`` ``statuspage`` ``banner`` the files · ``publishing`` swaps them in · ``journal``
what was written while the database was away · ``targets`` brings them to other machines · ``serving`` answers from them.
"""
