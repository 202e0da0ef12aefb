"""The words and patterns that Chinese addresses are built of: kinds of places, never particular ones."""

from __future__ import annotations

import re

NUMERAL = "零〇一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾百"
SIDE = "(?:东南|东北|西南|西北|东|南|西|北|中)"

# What a building's name ends with. It only counts where a part, floor, room or the end follows.
BUILDING_WORDS = (
    "大厦 广场 中心 商厦 写字间 花园 公寓 国际 市场 小区 新村 公馆 会馆 宾馆 酒店 饭店 基地 园区 孵化器 总部 天地 世界 都会 "
    "山庄 别墅 综合体 会展 一号 壹号 时代 印象 SOHO MALL PLAZA 银行 医院 学校 大学 学院 车站 码头 火车站 新天地 天街 大街坊 "
    "城 园 苑 府 湾 汇 荟 港 塔 阁 轩 庭 坊 邸 墅 居 楼 厂 院 里 郡 都 座 厅 堡 峰 谷 场 寓 邨 宅 店 馆 岛 门 站 屋 行 社 库 台 城邦"
).split()
ENDS_LIKE_BUILDING = re.compile("(?:" + "|".join(BUILDING_WORDS) + ")$")
STRONG_WORDS = (
    "大厦|广场|中心|大楼|商厦|写字楼|花园|公寓|国际|商城|商场|市场|小区|新村|新城|园区|产业园|科技园|工业园|创业园|软件园|科学园|"
    "酒店|宾馆|饭店|银座|公馆|商务楼|SOHO|大院"
)
HOLDS_BUILDING = re.compile(f"(?:{STRONG_WORDS})")
ENDS_STRONGLY = re.compile(f"(?:{STRONG_WORDS}|城|楼|园|苑|府|汇|塔)$")

# A part of a building named by its use.
USES = "写字楼|办公楼|商务楼|综合楼|商住楼|公寓楼|住宅楼|商业楼|科研楼|研发楼|宿舍楼|厂房|写字间|商务公寓|酒店式公寓|酒店公寓"
PART_WORD = re.compile(
    f"(?:{SIDE}?[一二三四五六七八九十]?(?:甲级|超甲级|净化|商业|商务|办公|综合|企业家|企业|行政|酒店式|研发|生产|联合|单身|标准)*"
    f"(?:{USES}|主楼|副楼|附楼|附属楼|裙楼|群楼|配楼|辅楼|塔楼|附属用房|裙房|连接体|连体楼|连体|连廊|商业街|教学楼|购物中心|"
    "新楼|老楼|旧楼|前楼|后楼|内楼|商业区|办公区|生活区|企业家楼|企业楼|行政楼|科技楼|实验楼|培训楼|服务楼|管理楼|会议楼|住院楼|门诊楼))"
)
DROPPED_AFTER_NUMBER = re.compile(f"(?:甲级|超甲级|商业|商务|办公|综合)?(?:{USES})(?!区)")

ID = f"(?:[A-Z]{{0,2}}\\d{{1,3}}[A-Z]?(?![A-Z\\d])|[A-Z]{{1,2}}(?![A-Z\\d])|[{NUMERAL}甲乙丙丁]{{1,3}})"
PLAIN_ID = f"(?:{ID})(?:号|#)?"
NUMBERED = re.compile(
    f"第?(?P<side>{SIDE}?)(?P<ids>{PLAIN_ID}(?:[、,及和与/~-]{PLAIN_ID}){{0,8}})(?P<kind>(?<=号)楼(?:座)?|(?<=#)(?:号)?楼?|幢楼?|栋楼?|座|塔楼?|馆)"
    f"(?P<stair>(?:\\d{{1,2}}|[{NUMERAL}]{{1,2}})(?:单元|梯位?|门)(?=\\d|第|[{NUMERAL}]|-|\n))?"
)
NUMBERED_USE = re.compile(f"(?P<ids>[A-Z]?\\d{{1,2}}[A-Z]?)号(?=(?:{USES}|主楼|附楼|裙楼))")
LETTERED = re.compile("(?P<ids>[A-Z]{1,2}\\d?|T\\d)(?P<kind>楼|区(?!域)|塔楼?|馆|翼|段)")
TOWER_T = re.compile("(?:T\\d{1,2}|TOWER[A-Z\\d])(?![\\dA-Z])(?:塔楼?|楼)?")
SIDED = re.compile(f"{SIDE}(?:区|塔楼?|座|楼|栋|幢|翼|馆|裙楼|裙房)")
ZONE = re.compile(f"(?:[{NUMERAL}]{{1,3}}|\\d{{1,2}})区")
NAMED_SEAT = re.compile("(?![银金讲])[一-鿿]座(?=\\d|[A-Z]|$|第)")
SIDE_START = re.compile(f"{SIDE}(?:侧|面|边|部|端|角)")
NAMED_PART_END = re.compile("(?:楼|区|座|馆|栋|幢|塔|体|裙房|厂房|街区)$")

FILLER = re.compile(
    "(?:底商|商业店面|沿街店面|商铺|店面|店铺|商场|商业用房|商业|门面|地块|地上|地面|内部|内|之|附近|部位|商务|写字间|物业|自编号?|办公|"
    "单元楼?(?=\\d)|号|楼层|房屋|整个|的|,|、|-|;|:|/|\\.)"
)

FLOOR_NO = f"(?:\\d{{1,3}}|[{NUMERAL}]{{1,5}})"
BELOW = "(?:地下室?第?|负|(?<![A-Z\\d一-鿿号楼座])-|(?<=[层楼座栋幢厦场心城园#])-(?=\\d层)|B(?=[1-6一二三四]))"
LIST_NO = f"第?(?:{BELOW})?(?:[1-9]\\d{{0,2}}|[{NUMERAL}]{{1,5}})(?:层|楼(?!连)|F)?"
FLOORS = re.compile(
    f"(?<![A-Z\\d第])(?:(?:地上|地面)?第?(?=[地负B\\-\\d{NUMERAL}第]))"
    f"(?P<list>(?:{LIST_NO}(?:至|到|[-~]{{1,2}}|[、,和及与])){{0,12}})"
    f"(?P<last>第?(?:{BELOW})?{FLOOR_NO}(?:层|字楼|楼(?!连|盘|群|[一二三四五六七八九]?区)|F(?!单元|室|房|座|号房|号室|\\d{{1,2}}单元)))(?P<mezzanine>夹层)?"
)
FLOOR_PIECE = re.compile(
    f"(?P<sep>至|到|[-~]{{1,2}}|[、,和及与])?第?(?P<below>地下室?第?|负|-(?=\\d+(?:层|楼|F))|B)?(?P<no>{FLOOR_NO})(?P<mark>层|字楼|楼|F)?"
)
WORD_FLOOR = re.compile(
    "半地下室|地下室|负层|底层|首层|地面层|地下层|地层|夹层|架空层|屋顶层|顶层|地下(?=\\d|[A-Z]\\d)|负(?=\\d{3})"
)
WORD_FLOORS = {"负层": "-1", "底层": "1", "首层": "1", "地面层": "1", "地层": "1"}
BASEMENT = re.compile("(?<![A-Z\\d])B(?P<no>[1-5])(?:层|楼|F)?(?=$|-\\d{1,3}(?!\\d)|[A-Z\\d]{0,4}(?:号铺|商铺|铺|店))")
WHOLE = re.compile("(?:整层|全层|整楼层|整幢|整座|整栋|整楼|全幢|全栋|全楼|整体|全部)")
STAGE = re.compile(f"第?(?:[{NUMERAL}]{{1,3}}|\\d{{1,2}}|[IVX]{{1,3}})(?:期(?:工程)?|(?<=[{NUMERAL}])区(?=\\d))")

# Words that say what a room is for; they close a room number.
ROOM_MARK = re.compile(
    "号?(?:甲级|公寓式|酒店式|商务|商业服务|商业|服务|辅助|复式|沿街|独立|综合|办公|写字|经营性?|附属|会议|单)*"
    "(?:单元|办公室|办公|写字间|写字楼|字楼|店面|店铺|商铺|商场|铺位|铺面|铺|摊位|柜台|商务|商业|车位|工位|席位|卡位|门面|门市|仓库|厂房|用房|"
    "公寓|会议室|房间|房屋|房产|房号|房|室|店|间|户|座|卡|档|位|号|#|单(?![元\\d]))"
)
CODE = re.compile("[A-Z]{1,3}\\d{1,5}[A-Z]{0,2}\\d{0,2}|\\d{1,5}[A-Z]{1,2}\\d{0,3}(?![A-Z])|\\d{1,6}|[A-Z]{1,4}")
SEPARATOR = re.compile("[、,;/&.和及与]+")
DASH = re.compile("-{1,2}|~|至|到")
SIDE_OF_FLOOR = re.compile(f"{SIDE}(?:侧|面|边|向|部|端|角|头|区|半层|段)?")
REGION = re.compile(f"(?:[A-Z]\\d{{0,2}}|{SIDE}|[{NUMERAL}])区")
JOINED = re.compile("内第?|自编号?|附|之")
RAW = re.compile("⟦([^⟧]{1,20})⟧")
