"""Explaining: what a line counts and how it came to its figure, in plain sentences."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import frozen

from agency_kpis.answers import Tally, When
from agency_kpis.meanings import Meaning
from agency_kpis.measures import Rate
from agency_kpis.periods import Every, Period
from agency_kpis.questions import earlier
from agency_kpis.report.lines import ReportLine
from agency_kpis.tables import Table, one_line
from agency_kpis.wording import Language, cases, named, said, several


@frozen
class Known:
    """The period that was asked about, and the last day known."""

    period: Period
    as_of: date | None


@frozen(kw_only=True)
class _Sentences:
    """The sentences of a language, with places for what they tell."""

    given: str
    elsewhere: str
    definition: str
    options: str
    due: str
    per: str
    against: str
    records: str
    counted: str
    result: str
    no_target: str
    target: str
    coming: str
    note: str
    group: str


_SENTENCES: Final[Mapping[Language, _Sentences]] = {
    "ja": _Sentences(
        given="記録から集計した値ではなく、与えられた値です。",
        elsewhere="この期間の指標ではありません。",
        definition="定義：{}",
        options="条件：{}",
        due="頻度：{per}{often}{times}回以上。",
        per="{}ごとに、",
        against="比較：{earlier}（{first}から{last}まで）と比べます。",
        records="対象：{}。",
        counted="集計：{}。",
        result="結果：{}。",
        no_target="目標：ありません。",
        target="目標：{target}{rule}。判定は「{verdict}」です。",
        coming="次期目標：{}。",
        note="補足：{}。",
        group="　{label}：{told}。",
    ),
    "en": _Sentences(
        given="The figure was given; it was not counted from records.",
        elsewhere="It is no indicator of this period.",
        definition="Definition: {}",
        options="Options: {}",
        due="Due {often}, at least {times}{per}.",
        per=", for each {}",
        against="Held against {earlier} ({first} to {last}).",
        records="Records: {}.",
        counted="Counted: {}.",
        result="Result: {}.",
        no_target="Target: none.",
        target="Target: {target}{rule}. Verdict: {verdict}.",
        coming="Next target: {}.",
        note="Note: {}.",
        group="  {label}: {told}.",
    ),
}


def explained(line: ReportLine, known: Known, language: Language) -> str:
    """Tell of a line what was asked, what was counted, and how it was judged."""
    told = _elsewhere if line.is_coming else _told
    return "\n".join(map(one_line, [line.label, *told(line, known, language)]))


def _elsewhere(line: ReportLine, _: Known, language: Language) -> Iterator[str]:
    """Tell of a line that only the coming plan has."""
    yield _SENTENCES[language].elsewhere
    yield from _coming(line, language)


def _told(line: ReportLine, known: Known, language: Language) -> Iterator[str]:
    say = _SENTENCES[language]
    if line.meaning is None:
        yield say.given
    else:
        yield from _asked(line, line.meaning, known, language)
    if line.tally is not None:
        yield say.counted.format(_tallied(line.tally, line, language))
    yield say.result.format(_result(line, language))
    yield _judged(line, language)
    yield from _coming(line, language)
    yield from map(say.note.format, _beside(line, language))
    for group in line.groups:
        told = _grouped(group, language)
        yield say.group.format(label=group.label_in(language), told=told)


def _asked(line: ReportLine, meaning: Meaning, known: Known, language: Language) -> Iterator[str]:
    """Tell what was asked: the question, its options, and of which records."""
    say, options = _SENTENCES[language], _options(meaning, language)
    yield say.definition.format(_text(meaning, language))
    if options:
        yield say.options.format(several(options, language))
    yield from _due(meaning, language)
    yield from _against(meaning, line.period or known.period, language)
    yield say.records.format(_population(line, meaning, known, language))


def _judged(line: ReportLine, language: Language) -> str:
    say, rule = _SENTENCES[language], said(line.rule, language)
    if line.target is None:
        return say.no_target
    return say.target.format(
        target=line.target_in(language),
        rule=(f"（{rule}）" if language == "ja" else f" ({rule})") if rule else "",
        verdict=line.word_in(language),
    )


def _coming(line: ReportLine, language: Language) -> Iterator[str]:
    """Tell the target of the coming plan, where there is one."""
    if line.next_target is not None:
        yield _SENTENCES[language].coming.format(line.next_target_in(language))


def _beside(line: ReportLine, language: Language) -> Iterator[str]:
    """Tell the notes of a line that no sentence has told yet: all but the rule."""
    notes = [note for note in line.notes_in(language) if note != said(line.rule, language)]
    if notes:
        yield several(notes, language)


# ---- the library's own options ---------------------------------------------------------------

_OFTEN: Final[Mapping[Language, Mapping[Hashable, str]]] = {
    "ja": {
        Every.MONTH: "毎月",
        Every.QUARTER: "四半期ごとに",
        Every.HALF: "半年ごとに",
        Every.YEAR: "毎年",
    },
    "en": {each: f"every {each}" for each in Every},
}
_EARLIER: Final[Mapping[Language, Mapping[Hashable, str]]] = {
    "ja": {"year": "前年の同じ期間", "previous": "直前の期間"},
    "en": {"year": "the same months a year before", "previous": "the period just before"},
}


def _due(meaning: Meaning, language: Language) -> Iterator[str]:
    """Tell how often something is due, of a cadence."""
    if "every" in meaning.own:
        every, times, per = (meaning.options[name] for name in ("every", "times", "per"))
        once = "once" if times == 1 else f"{times} times"
        yield _SENTENCES[language].due.format(
            per="" if per is None else _SENTENCES[language].per.format(named(str(per), language)),
            often=_OFTEN[language][every],
            times=times if language == "ja" else once,
        )


def _against(meaning: Meaning, period: Period, language: Language) -> Iterator[str]:
    """Tell what a figure is held against, of a change."""
    if "changed" in meaning.own:
        by = str(meaning.options["changed"])
        before, words = earlier(period, by), _EARLIER[language][by]
        yield _SENTENCES[language].against.format(
            earlier=words, first=before.first, last=before.last
        )


# ---- definitions and records -----------------------------------------------------------------

# Between Japanese characters, and between one and a digit, the end of a line is no blank.
_WRAPPED: Final = re.compile(
    r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f]|[0-9])|(?<=[0-9])\s*\n\s*(?=[^\x00-\x7f])"
)


def _text(meaning: Meaning, language: Language) -> str:
    """Give the definition as running text, or the name of a question that has none."""
    text = _WRAPPED.sub("", meaning.text_in(language).replace("``", ""))
    return " ".join(text.split()) or meaning.name


def _options(meaning: Meaning, language: Language) -> list[str]:
    """Spell the question's options that say something, and its version."""
    given = {name: value for name, value in meaning.options.items() if name not in meaning.own}
    spelled = [f"{name}={_value(each)}" for name, each in given.items() if each not in _NOTHING]
    version = [f"{named('version', language)}={meaning.version}"] if meaning.version else []
    return [*spelled, *version]


_NOTHING: Final[tuple[object, ...]] = (None, (), frozenset())


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
        return f" {_STANDING['en'].get(when, 'current')} on {on} ({starts} to {ends})"
    standing = _STANDING["ja"].get(when)
    if standing is None:
        return f"{starts}から{ends}までの間に{on}がある"
    return f"{on}に{standing}（{starts}から{ends}まで）"


_STANDING: Final[Mapping[Language, Mapping[When, str]]] = {
    "ja": {("starts_on", "in_force_until"): "有効な", ("since", "until"): "取引のある"},
    "en": {("starts_on", "in_force_until"): "in force"},
}


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
    if tally is None or not isinstance(line.measure, Rate) or not line.measure.denominator:
        return f"{figure}{counts}"
    asked = cases(tally.yes + tally.no, language)
    if language == "ja":
        return f"{asked}のうち{cases(tally.yes, 'ja')}が該当、{figure}{counts}"
    return f"{cases(tally.yes, 'en')} of {asked} are such: {figure}{counts}"


def _grouped(group: ReportLine, language: Language) -> str:
    verdict = "" if group.target is None else group.word_in(language)
    missing = group.missing_in(language) if group.missing else ""
    left_out = group.left_out_in(language)
    told = [_result(group, language), verdict, missing, *group.notes_in(language), *left_out]
    return several([each for each in told if each], language)


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
    placed = ("〜" if language == "ja" else " to ").join(named(day, language) for day in days)
    own = [*_due(meaning, language), *_held_against(meaning, language)]
    options = "\n".join([*_options(meaning, language), *own])
    return [label, _text(meaning, language), _of_records(meaning, placed, language), options]


def _of_records(meaning: Meaning, placed: str, language: Language) -> str:
    noun = named(meaning.noun, language)
    in_brackets = f"（{placed}）" if language == "ja" else f" ({placed})"
    return noun + in_brackets if placed else noun


def _held_against(meaning: Meaning, language: Language) -> Iterator[str]:
    if "changed" in meaning.own:
        words = _EARLIER[language][meaning.options["changed"]]
        yield f"比較：{words}" if language == "ja" else f"Held against {words}"
