"""Takes the head off an address: province, city, district, sub-district, road and number."""

from __future__ import annotations

import re

from .words import HOLDS_BUILDING, NUMERAL, SIDE

_FREE_TRADE = re.compile("(?:中国)?(?:\\([^()]{1,8}\\))?自由贸易(?:试验)?区(?:[一-鿿]{2,6}(?:新?片区|区块|分区))?")
_STATE = re.compile("中国(?=[一-鿿]{2,8}(?:省|市|自治区))")
_PROVINCE = re.compile("[一-鿿]{2,7}?(?:省(?!府|委|政|立|会)|自治区|特别行政区)")
_CITY = re.compile(
    "[一-鿿]{2,10}?(?:自治州|地区|盟|市(?!场|民|政|中|府|心|区))|[一-鿿]{1,3}市(?=市(?:中|北|南)区|中区)|[一-鿿]城市(?!广场|中心|花园|公寓)"
)
_DISTRICT = re.compile(
    "[一-鿿]{1,10}?(?:新区|开发区|保税区|保税港区|示范区|高新区|试验区|合作区|管委会|功能区|集聚区|管理区|实验区|投资区|自治县|自治旗|林区|矿区|"
    "(?<![小园社街片西东南北工业宿舍商住生活厂校景湾一二三四五六七八九十])区|(?<=[城江河湖海])[东西南北]区|县(?![一-鿿]?(?:大厦|广场|中心)))"
)
_SIDED_DISTRICT = re.compile("(?:城|江|河|湖|海)?[东西南北]区(?=[一-鿿]{2,8}(?:街道|镇|路|街))")
_TOWN = re.compile(
    "[一-鿿]{1,9}?(?:街道办事处|街道办|街道|社区居委会|社区(?!服务|中心|商业|活动)|镇(?!中心|大厦|广场)|乡(?!村|情)|苏木)"
)
_VILLAGE = re.compile(
    f"[一-鿿]{{1,8}}?(?:村委会|村民委员会|居委会)|[一-鿿]{{1,6}}村(?=[{NUMERAL}\\d]{{1,3}}[组社队]|[一-鿿]{{1,5}}(?:路|街)\\d)"
)

_WAY = "(?:大道|大街|公路|高速|胡同|路|街|巷|道|(?<!\\d)弄|里|线|坊|垱|埕|堤|条|桥|渡|沿|浜|洋|塘|湾|坡|坝|埔|尾|前|后|岗|岭|坑|垅|屯|庄|沟|口|门|洲|墩|井|厝|亭)"
_AFTER_WAY = f"(?:(?:{SIDE}|[上下前后])?(?:{SIDE}(?:段|侧|向|面|端)|{SIDE}路|{SIDE}街|支路|支弄|支巷|横路|辅路|[{NUMERAL}]段|[{NUMERAL}]路|[{NUMERAL}]巷|[{NUMERAL}]街|[{NUMERAL}]弄|{SIDE}|[上下]))?"
_NO = "(?:[甲乙丙丁附临特]?\\d{1,5}[A-Z]?(?:[-~、,/和及至]\\d{1,5}){0,6})"
_NO_END = f"(?:弄(?:\\d{{1,4}}支弄)?(?!\\d)|号院|号大院|号(?!楼|馆|线|地块)(?:之[{NUMERAL}\\d]{{1,3}}|附\\d{{1,3}}号(?:之[{NUMERAL}\\d])?|[-—]\\d{{1,3}}(?:号)?(?!层|楼))?(?:院|内)?|#(?!楼|[-]?\\d|写字楼|[A-Z、,]))"
_ROAD_NUMBER = re.compile(f"{_WAY}{_AFTER_WAY}(?:{_NO}{_NO_END})")
_LANE = re.compile(f"(?:{_WAY}{_AFTER_WAY}\\d{{1,5}}弄)")
_ROAD_BARE_NUMBER = re.compile(
    f"(?:大道|大街|路|街|巷){_AFTER_WAY}\\d{{1,4}}(?=[一-鿿])(?!层|楼|号|幢|座|栋|室|弄|单元|期|区)"
)
_LEADING_NUMBER = re.compile(f"{_NO}(?:号院?|#)(?!楼|写字楼|办公楼|馆|厂房)|\\d{{1,4}}地块")
_ROAD_NAME = re.compile(
    f"(?:大道|大街|公路|胡同|路|巷|(?<!金融|商业|步行|美食)街)(?:{SIDE}(?:段|侧|向|面|端)|{SIDE}(?:路|街)|[{NUMERAL}]段|支路)?"
)
_WAY_SIDE = re.compile(
    f"(?:与|和|、|,)?(?:{SIDE}?(?:侧|面|边|旁|畔|向|段(?!\\d)|端)|交叉路?口|交叉处|交汇处|交界处|交接处|交汇|交叉|路口(?!岸)|口(?!岸)(?={SIDE}|[一-鿿])|{SIDE}[侧面边角]|"
    f"对面|旁边|附近|内侧|外侧|以{SIDE}|之间|[{NUMERAL}]{{1,3}}桥(?=[一-鿿])|内(?=[一-鿿\\d]))+"
)
_CROSSING = re.compile("[一-鿿]{1,9}?(?:路|街|大道)(?:与|和|、)[一-鿿]{1,9}?(?:路|街|大道)(?=交)")
_NAMED_NUMBER = re.compile("[一-鿿]{1,8}?\\d{1,5}号(?!楼|馆|线)(?=[一-鿿]{2})")
_HOUSE = re.compile(
    "(?P<house>\\d{1,4})(?P<kind>号)(?P<stair>\\d{1,2}幢)?(?=\\d{3,4}(?:室|$)|[A-Z]?\\d|[一二三四五六七八九十地底]|[东西南北]|$|全|整|楼?\\d)"
)


def strip_head(text: str) -> tuple[str, str, str]:
    """(rest, head, house): what follows road and number; what was taken off; a house number in a lane (100弄5号)."""
    at = _administrative(text)
    rest = text[at:]
    end, house = _road(rest)
    rest_at = at + end
    if crossing := _CROSSING.match(text, rest_at):
        rest_at = crossing.end()
    while side := _WAY_SIDE.match(text, rest_at):
        if end == 0 and not text[at:rest_at]:
            break
        rest_at = side.end()
    return text[rest_at:], text[:rest_at], house


def _administrative(text: str) -> int:
    at = 0
    if found := _FREE_TRADE.match(text):
        at = found.end()
    if found := _STATE.match(text, at):
        at = found.end()
    for pattern, times in (
        (_PROVINCE, 1),
        (_CITY, 2),
        (_DISTRICT, 3),
        (_SIDED_DISTRICT, 1),
        (_TOWN, 2),
        (_DISTRICT, 1),
        (_VILLAGE, 2),
    ):
        for _turn in range(times):
            if found := _FREE_TRADE.match(text, at):
                at = found.end()
            found = pattern.match(text, at)
            if not found or not _is_head(found[0], pattern):
                break
            at = found.end()
    return at


def _is_head(piece: str, pattern: re.Pattern[str]) -> bool:
    if HOLDS_BUILDING.search(piece):
        return False
    if pattern is _CITY and len(piece) > 4 and re.search("街道|[镇区县路]", piece):
        return False
    if pattern is _DISTRICT and re.search("[路街巷弄](?!道)", piece[:-2]):
        return False
    return not (pattern is _TOWN and re.search("路[一-鿿]{3,}|大道", piece))


def _road(rest: str) -> tuple[int, str]:
    """How much of the text is road and number, and a house number that follows a lane."""
    last = 0
    house = ""
    for found in _ROAD_NUMBER.finditer(rest):
        if last and HOLDS_BUILDING.search(rest[last : found.start()]):
            break
        if (
            not last
            and HOLDS_BUILDING.search(rest[: found.start() + 1])
            and not HOLDS_BUILDING.search(rest[found.end() :])
        ):
            return 0, ""
        last = found.end()
    if last:
        if ((lane := _LANE.search(rest[:last])) and lane.end() == last) or rest[last - 1 : last] == "弄":
            found_house = _HOUSE.match(rest, last)
            if found_house:
                return found_house.end(), found_house["house"] + "号"
            if number := _LEADING_NUMBER.match(rest, last):
                return number.end(), ""
        return last, house
    for pattern in (_ROAD_BARE_NUMBER, _LEADING_NUMBER):
        found_one = pattern.search(rest) if pattern is _ROAD_BARE_NUMBER else pattern.match(rest)
        if found_one:
            return found_one.end(), ""
    named = _NAMED_NUMBER.match(rest)
    if named and HOLDS_BUILDING.search(rest[named.end() :]) and not HOLDS_BUILDING.search(named[0]):
        return named.end(), ""
    return _bare_road(rest), ""


def _bare_road(rest: str) -> int:
    """A road without a number counts where the name of a building or a part follows it."""
    end = 0
    for found in _ROAD_NAME.finditer(rest):
        if HOLDS_BUILDING.search(rest[: found.start()]):
            break
        after = rest[found.end() :]
        if len(after) >= 2 and found.start() >= 1 and not re.match("店|客|桥", after):
            end = found.end()
    return end
