"""What must hold of every text: complete, same placeholders, English ids, Chinese only in catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from mashang.cli.texts import catalog, hant
from mashang.cli.texts.found import Found, find
from mashang.cli.texts.homes import LANGUAGES, Home, homes, sources

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?](?![/A-Za-z0-9])|[\u3400-\u9fff]\.$")
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-z]|%[sdr%]|\{\w*\}|</?[a-z]+")
RAW_KEY = re.compile(r"^[a-z0-9]+(?:[._][a-z0-9]+)+$")
ENGLISH_WORD = re.compile(r"(?<![\w.@%(])(?!(?:Excel|mashang|Word)\b)[A-Z]?[a-z]{3,}")
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)

# Files that hold Chinese, and why. Elsewhere a line may say `# zh: reason`, in a template `{# zh: reason #}`.
HOLDS_CHINESE = {
    "kernel/names.py": "knows how names are read aloud",
    "kernel/uscc.py": "knows what people type between the digits",
    "*/rules/*": "reads sheets, addresses and names as people write them",
    "project/launch/*": "speaks before there are catalogues",
    "ui/templates/500.html": "is shown when nothing works, in all three languages at once",
    "ui/specimen*.py": "made-up values of the specimen page, which has one language",
    "ui/templates/ui/specimen*.html": "the specimen page, which has one language",
}


def check(package: Path, chosen: list[Home], table: hant.Words | None = None) -> Iterator[str]:
    """Every problem of the chosen homes, one sentence each with its place."""
    table = table or hant.words()
    for home in chosen:
        found = find(home, package)
        yield from (p for f in found for p in check_id(f, package))
        for language in LANGUAGES:
            yield from check_catalog(home, language, found)
        yield from check_hant(home, table)
        for path in sources(home, package):
            yield from check_source(path, package)
    yield from check_agreement(package, chosen)


def check_id(found: Found, package: Path) -> Iterator[str]:
    """An id is an English sentence or word."""
    place = f"{found.path.relative_to(package.parent)}:{found.line}"
    if CHINESE.search(found.id):
        yield f"{place}: the message id must be English: {found.id!r}"
    if RAW_KEY.match(found.id):
        yield f"{place}: write the English text, not a key: {found.id!r}"


def check_catalog(home: Home, language: str, found: list[Found]) -> Iterator[str]:
    """The catalogue holds the found messages and no others, none empty or fuzzy, with the same placeholders."""
    place = f"{home.name} {language}"
    messages = {catalog.key(m): m for m in catalog.read(home.po(language), language) if m.id}
    wanted = {f.key: f for f in found}
    for key in sorted(wanted.keys() - messages.keys()):
        yield f"{place}: not extracted: {key[1]!r}"
    for key in sorted(messages.keys() - wanted.keys()):
        yield f"{place}: no longer in the code: {key[1]!r}"
    for key in sorted(wanted.keys() & messages.keys()):
        message, text = messages[key], catalog.text(messages[key])
        if not text:
            yield f"{place}: missing: {key[1]!r}"
            continue
        if message.fuzzy:
            yield f"{place}: fuzzy: {key[1]!r}"
        source = message.id if isinstance(message.id, str) else message.id[1]
        if placeholders(source) != placeholders(text):
            yield f"{place}: placeholders differ: {source!r} and {text!r}"
        if not CHINESE.search(text) and ENGLISH_WORD.search(PLACEHOLDER.sub("", text)):
            yield f"{place}: left in English: {text!r}"
        if HALF_WIDTH.search(text):
            yield f"{place}: Chinese takes full-width punctuation: {text!r}"
        if "\u4f60" in text:  # zh: the word that is looked for
            yield f"{place}: people are addressed as \u60a8: {text!r}"  # zh: the word to use instead


def placeholders(text: str) -> list[str]:
    """The placeholders and tags that a translation must repeat, in any order."""
    return sorted(set(PLACEHOLDER.findall(text)))


def check_hant(home: Home, table: hant.Words) -> Iterator[str]:
    """Traditional texts say what the simplified ones say, in the glossary's writing."""
    hans_texts = catalog.texts(home.po("zh_Hans"), "zh_Hans")
    hant_texts = catalog.texts(home.po("zh_Hant"), "zh_Hant")
    for key in sorted(hans_texts.keys() & hant_texts.keys()):
        for problem in hant.problems(hans_texts[key], hant_texts[key], table):
            yield f"{home.name} zh_Hant: {key[1]!r} = {hant_texts[key]!r}: {problem}"


def check_agreement(package: Path, chosen: list[Home]) -> Iterator[str]:
    """One id has one translation, because Django merges all catalogues; a context tells two meanings apart."""
    names = {h.name for h in chosen}
    for language in LANGUAGES:
        seen: dict[catalog.Key, tuple[str, str]] = {}
        for home in homes(package):
            for key, text in catalog.texts(home.po(language), language).items():
                other, first = seen.setdefault(key, (home.name, text))
                if first != text and {other, home.name} & names:
                    yield f"{language}: {key[1]!r} is {first!r} in {other} and {text!r} in {home.name}"


def check_source(path: Path, package: Path) -> Iterator[str]:
    """No Chinese in code or templates, apart from docstrings, comments, and code that reads Chinese."""
    inside = path.relative_to(package).as_posix()
    if any(fnmatch(inside, pattern) for pattern in HOLDS_CHINESE):
        return
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(package.parent).as_posix()
    lines = chinese_in_python(text) if path.suffix == ".py" else chinese_in_template(text)
    for line in sorted(set(lines)):
        yield f"{place}:{line}: Chinese text belongs into a catalogue or content/ (or say `# zh: reason`)"


def chinese_in_python(text: str) -> Iterator[int]:
    """Lines of string constants with Chinese characters; docstrings and lines marked `# zh:` are left out."""
    tree, lines = ast.parse(text), text.splitlines()
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documents:
            continue
        marked = any("# zh:" in line for line in lines[node.lineno - 1 : node.end_lineno])
        if CHINESE.search(node.value) and not marked:
            yield node.lineno


def chinese_in_template(text: str) -> Iterator[int]:
    """Lines of a template with Chinese characters outside its comments."""
    lines = text.splitlines()
    bare = TEMPLATE_COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text)
    for number, line in enumerate(bare.splitlines(), start=1):
        if CHINESE.search(line) and "{# zh:" not in lines[number - 1]:
            yield number
