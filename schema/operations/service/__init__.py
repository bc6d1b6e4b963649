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
from schema.operations.service.schedules import (
    cancel_run,
    create_initial_schedules,
    create_schedule,
    discard_run,
    retry_run,
    run_schedule_now,
    update_schedule,
)
from schema.operations.service.sweeping import orphaned_files, unused_uploads

__all__ = [
    "ExportFacts",
    "ImportOutcome",
    "WrittenFile",
    "acting_principal",
    "cancel_run",
    "clear_numbers",
    "create_initial_schedules",
    "create_schedule",
    "decide_export",
    "discard_run",
    "expired_exports",
    "export_password",
    "export_to_write",
    "fail_export",
    "finish_export",
    "finish_import",
    "import_sheet",
    "import_to_run",
    "log_exported",
    "new_password",
    "orphaned_files",
    "own_import",
    "purge_runs",
    "retry_run",
    "run_import",
    "run_schedule_now",
    "start_export",
    "start_import",
    "take_export",
    "unused_uploads",
    "update_schedule",
]
