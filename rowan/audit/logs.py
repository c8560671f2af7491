"""Logs hold codes, never what somebody typed (PL-71, PL-180)."""

import json
import logging

from rowan import audit


class WithOrigin(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = audit.origin.get().request
        return True


class CodesOnly(logging.Formatter):
    """One JSON line: when, how serious, which logger, where in the code, which kind of fault.

    The message and its arguments are left out, since an exception's words may carry a value that was
    typed. A database fault keeps its code and the name of the constraint.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
            "request": getattr(record, "request_number", ""),
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info and (fault := record.exc_info[1]):
            line["fault"] = type(fault).__name__
            if state := getattr(fault.__cause__, "sqlstate", None):
                line["sqlstate"] = state
                line["constraint"] = getattr(fault.__cause__.diag, "constraint_name", None)
            frame = record.exc_info[2]
            steps = []
            while frame:
                steps.append(f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}")
                frame = frame.tb_next
            line["trace"] = steps[-12:]
        return json.dumps(line)
