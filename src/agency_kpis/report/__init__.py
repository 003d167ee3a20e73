"""The report: its lines, how they are laid out and explained, and the whole of them."""

from agency_kpis.report.lines import Block, ReportLine
from agency_kpis.report.reports import Report

__all__ = ["Block", "Report", "ReportLine"]
