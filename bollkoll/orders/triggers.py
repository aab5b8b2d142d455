"""What the database refuses about orders, whoever asks and whatever code is wrong: persons are compared, never logins."""

from bollkoll.log.triggers import refuse

refuse(
    "orders_four_eyes",
    "orders_run",
    ("INSERT", "UPDATE"),
    "whoever did a step does not check it",
    refuse_if=(
        "NEW.checks <> '' AND NEW.state <> 'cancelled' AND NEW.done_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM orders_run p "
        "WHERE p.order_id = NEW.order_id AND p.step = NEW.checks AND p.done_by_id = NEW.done_by_id AND NOT p.is_past)"
    ),
)
refuse(
    "orders_own_claim",
    "orders_run",
    ("INSERT", "UPDATE"),
    "whoever did a step does not take its check",
    refuse_if=(
        "NEW.checks <> '' AND NEW.state = 'claimed' AND EXISTS (SELECT 1 FROM orders_run p "
        "WHERE p.order_id = NEW.order_id AND p.step = NEW.checks AND p.done_by_id = NEW.claimed_by_id AND NOT p.is_past)"
    ),
)
refuse(
    "orders_done_stays",
    "orders_run",
    ("UPDATE",),
    "what has been done is not done by somebody else or otherwise",
    refuse_if=(
        "OLD.done_at IS NOT NULL AND (NEW.done_at IS NULL OR NEW.done_at <> OLD.done_at OR NEW.state <> OLD.state "
        "OR COALESCE(NEW.done_by_id, 0) <> COALESCE(OLD.done_by_id, 0) OR NEW.checks <> OLD.checks "
        "OR NEW.order_id <> OLD.order_id OR NEW.step <> OLD.step OR (OLD.is_past AND NOT NEW.is_past))"
    ),
)
refuse("orders_runs_stay", "orders_run", ("DELETE",), "the history of a step is kept")
refuse(
    "orders_own_approval",
    "orders_asked",
    ("INSERT", "UPDATE"),
    "nobody approves their own order",
    refuse_if=(
        "NEW.verdict IN ('approved', 'declined') AND EXISTS (SELECT 1 FROM orders_run r "
        "JOIN cases_case c ON c.subject_id = r.order_id JOIN orders_order o ON o.case_id = r.order_id "
        "WHERE r.id = NEW.run_id AND r.is_approval "
        "AND (c.reporter_id = NEW.decided_by_id OR o.user_id = NEW.decided_by_id))"
    ),
)
refuse(
    "orders_verdict_stays",
    "orders_asked",
    ("UPDATE",),
    "an approval that was given stays as it was given",
    refuse_if=(
        "OLD.verdict IN ('approved', 'declined') AND (NEW.verdict <> OLD.verdict "
        "OR COALESCE(NEW.decided_by_id, 0) <> COALESCE(OLD.decided_by_id, 0))"
    ),
)
refuse(
    "orders_published_stays",
    "orders_ordertypeversion",
    ("UPDATE", "DELETE"),
    "a published version of an order type is not changed",
    refuse_if="OLD.published_at IS NOT NULL",
)
