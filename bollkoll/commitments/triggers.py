"""What the database refuses about balls, beside the check constraints.

The tie between a subject and its own main commitment is a deferred composite foreign key in PostgreSQL; SQLite cannot
add one to a standing table, so a trigger does the same there (ids are made beforehand, so the commitment comes first).
"""

from bollkoll.log.triggers import refuse

refuse(
    "commitments_main_is_open_and_own",
    "commitments_subject",
    ("INSERT", "UPDATE"),
    "the main commitment of an open subject is open and its own",
    refuse_if=(
        "NEW.is_open AND NOT EXISTS (SELECT 1 FROM commitments_commitment c "
        "WHERE c.id = NEW.main_id AND c.subject_id = NEW.id AND c.ended_at IS NULL)"
    ),
)
refuse(
    "commitments_main_stays_open",
    "commitments_commitment",
    ("UPDATE OF ended_at",),
    "the main commitment of an open subject cannot end; pass it on first",
    refuse_if=(
        "NEW.ended_at IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM commitments_subject s WHERE s.main_id = NEW.id AND s.is_open)"
    ),
)
