"""Use cases of operations: the timetable, the steering of runs, exports and imports."""

from schema.operations.service import screening_rules as screening_rules  # registers them
from schema.operations.service.acting import acting_principal
from schema.operations.service.exports import (
    ExportFacts,
    WrittenFile,
    clear_numbers,
    decide_export,
    expired_exports,
    export_password,
    export_to_write,
    fail_export,
    finish_export,
    log_exported,
    new_password,
    start_export,
    take_export,
)
from schema.operations.service.history import purge_runs
from schema.operations.service.imports import (
    ImportOutcome,
    finish_import,
    import_sheet,
    import_to_run,
    own_import,
    run_import,
    start_import,
)
from schema.operations.service.requests import (
    decide_person_request,
    disclose_record,
    file_person_request,
)
from schema.operations.service.retention import (
    Due,
    destroy_batch,
    lift_hold,
    place_hold,
    what_is_due,
)
from schema.operations.service.schedules import (
    cancel_run,
    create_initial_schedules,
    create_schedule,
    discard_run,
    retry_run,
    run_schedule_now,
    update_schedule,
)
from schema.operations.service.sweeping import orphaned_files, unused_since, unused_uploads

__all__ = [
    "Due",
    "ExportFacts",
    "ImportOutcome",
    "WrittenFile",
    "acting_principal",
    "cancel_run",
    "clear_numbers",
    "create_initial_schedules",
    "create_schedule",
    "decide_export",
    "decide_person_request",
    "destroy_batch",
    "discard_run",
    "disclose_record",
    "expired_exports",
    "export_password",
    "export_to_write",
    "fail_export",
    "file_person_request",
    "finish_export",
    "finish_import",
    "import_sheet",
    "import_to_run",
    "lift_hold",
    "log_exported",
    "new_password",
    "orphaned_files",
    "own_import",
    "place_hold",
    "purge_runs",
    "retry_run",
    "run_import",
    "run_schedule_now",
    "start_export",
    "start_import",
    "take_export",
    "unused_since",
    "unused_uploads",
    "update_schedule",
    "what_is_due",
]
