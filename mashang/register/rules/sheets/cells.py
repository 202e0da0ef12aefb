"""Reads single cells: texts, names of firms, credit codes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from mashang.kernel import uscc

from .workbook import Cell

_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_LATIN_GAP = re.compile(r"(?<=[A-Za-z0-9.,&'\-])[\s\u200b-\u200f\u2060\ufeff]+(?=[A-Za-z0-9&(])")
_NUMBERING = re.compile(r"^\d{1,4}[、.](?=[一-鿿])")
_FIRM = re.compile(
    "(?:公司|分公司|支公司|事务所|合作社|工作室|经营部|营业部|服务部|门市部|商行|银行|支行|分行|分理处|储蓄所|信用社|代表处|办事处|合伙企业|"
    "有限合伙|企业|集团|中心|协会|商会|学会|基金会|研究院|研究所|设计院|工厂|[^地工]厂|[商分小饮餐酒茶书药花]店|超市|餐厅|饭店|酒店|诊所|医院|学校|幼儿园|俱乐部|美容院|"
    "工程处|经理部|营销服务部|专卖店|便利店|影城|商场|旅行社|律师所|会所|网吧|大药房|管理处|项目部|联合社|出版社|杂志社|报社)(?:\\([^()]{1,30}\\))?$"
)
_ENGLISH_FIRM = re.compile(
    r"\b(?:co|ltd|limited|inc|llc|llp|corp|corporation|company|gmbh|group|plc|holdings)\b\.?", re.IGNORECASE
)
_NO_CODE = frozenset(
    "无 没有 暂无 待补 待定 待办 办理中 正在办理 待核实 未知 不详 / // - -- --- — —— N/A NA NONE NULL NIL # ? ？ 0 无证 未办 未办理 筹备中 空".split()
)
_ALONE = frozenset("/ // - -- --- \\ — —— 无 暂无 N/A n/a NA null NULL None none nan 待补 # ?".split())


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as ISO dates, times of midnight left out."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


@lru_cache(maxsize=8192)
def clean_text(text: str) -> str:
    """Half width, no line breaks, one space between Latin words and none elsewhere."""
    if text.isascii():
        return " ".join(text.split())
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text
    text = unicodedata.normalize("NFKC", text)
    if not _SPACES.search(text):
        return text
    text = _LATIN_GAP.sub("\x00", text.strip())
    return _SPACES.sub("", text).replace("\x00", " ")


@lru_cache(maxsize=8192)
def clean_name(text: str) -> str:
    """A firm's name with half-width brackets; "" for a dash or 无."""
    name = clean_text(text.lstrip("'"))
    if not name.isalpha():
        name = _NUMBERING.sub("", name).strip("'\"*")
    return "" if name in _ALONE else name


def with_brackets(name: str, *, full_width: bool) -> str:
    """The name in the bracket style of its sheet."""
    return name.replace("(", "（").replace(")", "）") if full_width else name


@lru_cache(maxsize=8192)
def looks_like_firm(text: str) -> bool:
    """Whether a text ends as the names of firms do."""
    name = clean_name(text)
    if not 3 <= len(name) <= 80:
        return False
    return bool(_FIRM.search(name)) or bool(_ENGLISH_FIRM.search(name))


def read_code(cell: Cell) -> tuple[str | None, str | None]:
    """(credit code, problem). None and `missing`, `rounded`, `registration_number` where the cell holds no credit code.

    `rounded`: a spreadsheet kept the code as a number and lost its last digits.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if cell >= 1e15 and cell < 1e19:
            return None, "rounded"
        cell = text_of(cell)
    text = text_of(cell).strip()
    if not text or text.upper() in _NO_CODE:
        return None, "missing"
    code = uscc.clean(text)
    if not code or code in _NO_CODE:
        return None, "missing"
    problem = uscc.problem(code)
    if problem is None:
        return code, None
    if re.fullmatch(r"9?\d\.?\d*E\+?1[5-8]", text.upper().replace(" ", "")):
        return None, "rounded"
    if problem == "length":
        if len(code) == 15 and code.isdigit():
            return None, "registration_number"
        if len(code) == 9 and code[:8].isalnum() and code.isascii():
            return None, "organisation_code"
        if found := re.search(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])", code):
            inner = found[0]
            if uscc.problem(inner) is None:
                return inner, None
        if not re.search(r"\d{5}", code):
            return None, "missing"
    return code, problem
