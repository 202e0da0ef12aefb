"""Legal types of firms as registers and tenant sheets write them, told apart by their words."""

from __future__ import annotations

import re
import unicodedata

# The first that is found counts: a branch of a limited company is a branch, a one-person company is no plain one.
_WORDS = (
    ("branch", "分公司|分支机构|分行|支行|营业部|\\bbranch\\b"),
    ("representative", "代表处|代表机构|办事处|representative"),
    ("individual", "个体"),
    ("hmt_invested", "港澳台|台港澳|港、澳、台|台、港、澳"),
    ("foreign_invested", "外商|外资|中外合|外国法人|外国自然人|foreign"),
    ("limited_partnership", "有限合伙"),
    ("partnership", "合伙|partnership"),
    ("sole_proprietor", "个人独资"),
    ("state_owned", "国有独资"),
    ("sole_person_company", "一人有限|自然人独资|法人独资|一人公司"),
    ("joint_stock", "股份有限|上市公司|joint.stock"),
    ("limited", "有限责任|有限公司|limited|\\bltd\\b"),
    ("institution", "事业单位|机关|public institution"),
    ("association", "社会团体|社会组织|民办非企业|基金会|association"),
    ("other", "全民所有制|集体所有制|集体企业|国有企业|股份合作|农民专业合作|合作社"),
)
_PATTERNS = tuple((code, re.compile(words, re.IGNORECASE)) for code, words in _WORDS)


def read_legal_type(text: str) -> str:
    """The code of the fact `legal_type`; "" for words that name no legal type (office, shop, private)."""
    text = unicodedata.normalize("NFKC", text)
    return next((code for code, words in _PATTERNS if words.search(text)), "")
