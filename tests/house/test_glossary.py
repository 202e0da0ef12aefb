"""What the code calls a thing is in the glossary, and what the glossary calls code exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from mashang.project import reference
from tests.house import tree


def models(module: ast.Module) -> list[str]:
    """Classes that are tables: those with a base named Model or one of the register's shapes, not abstract ones."""
    found = []
    for node in module.body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        bases = {ast.unparse(base).split(".")[-1].split("[")[0] for base in node.bases}
        abstract = any("abstract = True" in ast.unparse(part) for part in node.body if isinstance(part, ast.ClassDef))
        if bases & {"Model", "Placed", "Fact", "AbstractBaseUser"} and not abstract:
            found.append(node.name)
    return found


def words_of(name: str) -> set[str]:
    """The words of a code name, also in the singular: `ImportBatch` and `import_batches` both hold import and batch."""
    parts = {part.lower() for part in re.findall(r"[A-Z]?[a-z]+", name)}
    singular = {
        re.sub(rf"(?<=[a-z]{{2}}){end}$", "", re.sub(r"ies$", "y", part)) for part in parts for end in ("es", "s")
    }
    return parts | singular


def named_models(terms: list[dict[str, Any]]) -> set[str]:
    return {name for term in terms for name in term.get("code", [])}


def vocabulary(terms: list[dict[str, Any]]) -> set[str]:
    """Every word that stands in a term's English or among its code names."""
    return {word for term in terms for name in [term["en"], *term.get("code", [])] for word in words_of(name)}


def strangers(acts: list[str], words: set[str]) -> list[str]:
    """Acts whose noun the glossary does not know. An act without a noun speaks of its app, as `record` does."""
    found = []
    for act in acts:
        noun = [part for part in act.split("_")[1:] if part != "many"]
        if noun and not words_of("_".join(noun)) & words:
            found.append(act)
    return found


def all_models() -> set[str]:
    return {name for path in tree.room("models") for name in models(tree.tree(path))}


def all_acts() -> list[str]:
    return [act.name for path in tree.room("acts") for act in reference.acts(tree.tree(path))]


def test_every_model_is_in_the_glossary() -> None:
    assert sorted(all_models() - named_models(reference.terms())) == []


def test_what_the_glossary_calls_code_exists() -> None:
    assert sorted(named_models(reference.terms()) - all_models()) == []


def test_every_act_is_named_with_words_of_the_glossary() -> None:
    assert strangers(all_acts(), vocabulary(reference.terms())) == []


def test_every_term_is_whole_and_said_once() -> None:
    terms = reference.terms()
    assert [t for t in terms if not all(t.get(key) for key in ("hans", "hant", "en", "says"))] == []
    for key in ("hans", "en"):
        said = [term[key] for term in terms]
        assert sorted({word for word in said if said.count(word) > 1}) == [], key
    assert [t["en"] for t in terms if not t["says"].endswith(".")] == []


def test_a_model_and_an_act_outside_the_glossary_are_seen() -> None:
    module = ast.parse(
        "class Widget(models.Model): ...\nclass Thing(Placed):\n  class Meta:\n    abstract = True\nclass X: ..."
    )
    assert models(module) == ["Widget"]
    terms: list[dict[str, Any]] = [{"en": "import batch", "code": ["ImportBatch"]}]
    assert named_models(terms) == {"ImportBatch"}
    assert strangers(["undo_batches", "record_many", "frobnicate_widget"], vocabulary(terms)) == ["frobnicate_widget"]


def test_the_glossary_is_the_one_that_translations_are_held_against() -> None:
    from mashang.cli.texts import hant

    assert tree.ROOT / Path("content/glossary.yaml") == hant.GLOSSARY
