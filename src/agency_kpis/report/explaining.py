"""Explaining: what a line counts and how it came to its figure, in plain sentences."""

import re
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Final

from attrs import frozen

from agency_kpis.answers import Tally, When
from agency_kpis.meanings import Meaning
from agency_kpis.measures import Rate
from agency_kpis.periods import Period
from agency_kpis.report.lines import ReportLine
from agency_kpis.tables import Table
from agency_kpis.wording import Language, cases, named, said, several


@frozen
class Known:
    """The period that was asked about, and the last day known."""

    period: Period
    as_of: date | None


def explained(line: ReportLine, known: Known, language: Language) -> str:
    """Tell of a line what was asked, what was counted, and how it was judged."""
    told = _told_in_japanese if language == "ja" else _told_in_english
    return "\n".join([line.label, *told(line, known)])


def _told_in_japanese(line: ReportLine, known: Known) -> Iterator[str]:
    if line.meaning is None:
        yield "記録から集計した値ではなく、与えられた値です。"
    else:
        yield f"定義：{_text(line.meaning, 'ja')}"
        yield from _options("条件：", line.meaning, "ja")
        yield f"対象：{_population(line, line.meaning, known, 'ja')}。"
    if line.tally is not None:
        yield f"集計：{_tallied(line.tally, line, 'ja')}。"
    yield f"結果：{_result(line, 'ja')}。"
    if line.target is None:
        yield "目標：ありません。"
    else:
        rule = f"（{line.rule}）" if line.rule else ""
        yield f"目標：{line.target_text}{rule}。判定は「{line.word}」です。"
    yield from (f"　{group.label}：{_grouped(group, 'ja')}。" for group in line.groups)


def _told_in_english(line: ReportLine, known: Known) -> Iterator[str]:
    if line.meaning is None:
        yield "The figure was given; it was not counted from records."
    else:
        yield f"Definition: {_text(line.meaning, 'en')}"
        yield from _options("Options: ", line.meaning, "en")
        yield f"Records: {_population(line, line.meaning, known, 'en')}."
    if line.tally is not None:
        yield f"Counted: {_tallied(line.tally, line, 'en')}."
    yield f"Result: {_result(line, 'en')}."
    if line.target is None:
        yield "Target: none."
    else:
        rule = f" ({said(line.rule, 'en')})" if line.rule else ""
        yield f"Target: {line.target_in('en')}{rule}. Verdict: {line.word_in('en')}."
    yield from (f"  {group.label_in('en')}: {_grouped(group, 'en')}." for group in line.groups)


# Between Japanese characters the end of a line is no blank.
_WRAPPED: Final = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])")


def _text(meaning: Meaning, language: Language) -> str:
    """Give the definition as running text, or the name of a question that has none."""
    text = _WRAPPED.sub("", meaning.text_in(language).replace("``", ""))
    return " ".join(text.split()) or meaning.name


def _options(heading: str, meaning: Meaning, language: Language) -> Iterator[str]:
    options = _spelled(meaning)
    if meaning.version:
        options.append(f"{named('version', language)}={meaning.version}")
    if options:
        yield heading + several(options, language)


def _spelled(meaning: Meaning) -> list[str]:
    """Spell the options that say something."""
    given = meaning.options.items()
    return [f"{name}={_value(value)}" for name, value in given if value is not None]


def _value(value: Hashable) -> str:
    if isinstance(value, frozenset | tuple):
        words = [str(each) for each in value]
        return "・".join(sorted(words) if isinstance(value, frozenset) else words)
    return str(value)


def _population(line: ReportLine, meaning: Meaning, known: Known, language: Language) -> str:
    """Say which records were asked: of which noun, and placed how."""
    noun = named(meaning.noun, language)
    placed = _placed(meaning.when, line.period or known.period, known.as_of, language)
    if language == "en":
        return f"{noun}{placed}{'' if known.as_of is None else f', as known on {known.as_of}'}"
    known_by = "" if known.as_of is None else f"（{known.as_of}までに分かっているもの）"
    return f"{placed}{noun}{known_by}"


def _placed(when: When, period: Period, as_of: date | None, language: Language) -> str:
    if when is None:
        return "" if language == "en" else "すべての"
    if isinstance(when, str):
        day = named(when, language)
        if language == "en":
            return f" whose {day} lies in {period.first} to {period.last}"
        return f"{day}が{period.first}から{period.last}までの"
    on = period.last if as_of is None else min(period.last, as_of)
    starts, ends = (named(day, language) for day in when)
    if language == "en":
        return f" in force on {on} ({starts} to {ends})"
    return f"{on}に有効な（{starts}から{ends}まで）"


def _tallied(tally: Tally, line: ReportLine, language: Language) -> str:
    """Say what became of the cases that came in."""
    answered = cases(tally.yes + tally.no, language)
    left_out = sum(line.left_out.values())
    reasons = f"（{several(list(line.left_out_in('ja')), 'ja')}）" if left_out else ""
    if language == "ja":
        apart = f"、除外{cases(left_out, 'ja')}{reasons}" if left_out else ""
        return f"判定できたもの{answered}{apart}、対象外{cases(tally.not_asked, 'ja')}"
    apart = f", {left_out:,} left out ({', '.join(line.left_out_in('en'))})" if left_out else ""
    return f"{answered} answered{apart}, {tally.not_asked:,} not asked"


def _result(line: ReportLine, language: Language) -> str:
    figure, tally = line.figure_in(language), line.tally
    counts = f" ({line.counts})" if line.counts else ""
    if tally is None or not isinstance(line.measure, Rate):
        return f"{figure}{counts}"
    asked = cases(tally.yes + tally.no, language)
    if language == "ja":
        return f"{asked}のうち{cases(tally.yes, 'ja')}が該当し、{figure}{counts}"
    return f"{cases(tally.yes, 'en')} of {asked} are such: {figure}{counts}"


def _grouped(group: ReportLine, language: Language) -> str:
    verdict = "" if group.target is None else group.word_in(language)
    missing = group.missing_in(language) if group.missing else ""
    left_out = group.left_out_in(language)
    said_of = [_result(group, language), verdict, missing, *left_out]
    return several([each for each in said_of if each], language)


_HEADER: Final = ("指標", "定義", "対象", "条件")


def defined(lines: Iterable[ReportLine], language: Language, caption: str) -> Table:
    """Set the definition of each line that was counted from records in a row."""
    rows = [
        _definition(line.label, line.meaning, language)
        for line in lines
        if line.meaning is not None
    ]
    header = [said(each, language) for each in _HEADER]
    return Table(header, rows, caption=caption, language=language)


def _definition(label: str, meaning: Meaning, language: Language) -> list[str]:
    days = (meaning.when,) if isinstance(meaning.when, str) else meaning.when or ()
    placed = "〜".join(named(day, language) for day in days)
    noun = named(meaning.noun, language)
    records = f"{noun}（{placed}）" if placed else noun
    version = [f"{named('version', language)}={meaning.version}"] if meaning.version else []
    return [label, _text(meaning, language), records, "\n".join([*_spelled(meaning), *version])]
