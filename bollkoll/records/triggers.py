"""A record is never changed. Of a personal piece the text and its salt may go, and nothing else."""

from bollkoll.log.triggers import refuse

refuse("records_record_sealed", "records_record", ("UPDATE", "DELETE"), "a record is never changed")
refuse("records_piece_kept", "records_piece", ("DELETE",), "a record is never changed")
refuse(
    "records_piece_sealed",
    "records_piece",
    ("UPDATE",),
    "of a record only personal data may be erased",
    refuse_if=(
        "NOT (OLD.is_personal AND NEW.is_personal AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL "
        "AND NEW.text = '' AND NEW.salt IS NULL AND NEW.digest = OLD.digest AND NEW.record_id = OLD.record_id "
        "AND NEW.place = OLD.place AND NEW.label = OLD.label AND NEW.file_digest = OLD.file_digest "
        "AND COALESCE(NEW.by_id, 0) = COALESCE(OLD.by_id, 0) AND COALESCE(NEW.at = OLD.at, NEW.at IS NULL AND OLD.at IS NULL))"
    ),
)
