"""The people of the demo county and what they answer for. Names, numbers and offices are invented."""

from dataclasses import dataclass

from webapp.shell.demo.county import LINHE, WANGXI


@dataclass(frozen=True)
class DemoPerson:
    """Somebody with an account. ``posts`` are (role, unit); the first is the one they sign in to."""

    login: str
    name: str
    phone: str
    posts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DemoDuty:
    """Who answers for a village; ``login`` names a ``DemoPerson``."""

    village: str
    kind: str
    login: str


# login, name, role, unit; phones are numbered in this order from a range nobody is given
_CAST = (
    ("xuncha1", "周敏", "inspector", "望溪镇"),
    ("xuncha2", "何建", "inspector", "望溪镇"),
    ("qinglong", "刘志强", "village_staff", "青龙村"),
    ("baishi", "王桂兰", "village_staff", "白石村"),
    ("minzheng", "赵文", "department_staff", "民政办"),
    ("zhenban", "陈岚", "office", "望溪镇"),
    ("zhenban2", "孙立", "office", "望溪镇"),
    ("lingdao", "韩松", "leader", "望溪镇"),
    ("xianji", "钱宁", "county_viewer", "安澜县"),
    ("admin", "管理员", "administrator", "安澜县"),
    ("linzhen", "吴越", "office", "临河镇"),
    ("nongye", "郑海", "department_staff", "农业农村办"),
    ("shangwan", "邓小梅", "village_staff", "上湾村"),
    ("liushuping", "柳长根", "village_staff", "柳树坪村"),
    ("shiqiaotou", "石明亮", "village_staff", "石桥头村"),
    ("dazhang", "罗春燕", "village_staff", "大樟村"),
    ("zhuyuan", "杨建军", "village_staff", "竹园村"),
    ("shuangjing", "谢玉华", "village_staff", "双井村"),
    ("hekou", "江水生", "village_staff", "河口村"),
    ("linxuncha", "高原", "inspector", "临河镇"),
    ("linlingdao", "方毅", "leader", "临河镇"),
    ("xindu", "杜国平", "village_staff", "新渡村"),
    ("meiling", "梅秀英", "village_staff", "梅岭村"),
    ("shazhou", "沈江", "village_staff", "沙洲村"),
    ("guantian", "田有福", "village_staff", "官田村"),
)
_SECOND_POSTS = {"nongye": ("inspector", "望溪镇")}
"""郑海 is a clerk here and an inspector there: he chooses what he acts as."""

# The secretary of each village, and the cadre of the township who looks after it. None of them needs
# an account to answer for a village; they get one that only an invitation opens.
_SECRETARIES = {
    "青龙村": "刘大有", "白石村": "王贵生", "上湾村": "邓家旺", "柳树坪村": "柳青山", "石桥头村": "石永福",
    "大樟村": "罗开明", "竹园村": "杨德厚", "双井村": "谢长顺", "金鸡岭村": "金世忠", "河口村": "江满仓",
    "松林坡村": "宋林", "长塘村": "唐继业", "新渡村": "杜启明", "梅岭村": "梅向东", "沙洲村": "沈再兴",
    "官田村": "田保国", "泉水村": "泉清和", "古塘村": "古月华",
}  # fmt: skip
_FIRST_SECRETARIES = {"青龙村": "苏晓晨", "金鸡岭村": "叶知秋", "松林坡村": "程远航", "泉水村": "顾一鸣"}
_CONTACTS = {
    "胡静": ("青龙村", "白石村", "上湾村"),
    "马骏": ("柳树坪村", "石桥头村", "大樟村"),
    "冯洁": ("竹园村", "双井村", "金鸡岭村"),
    "夏明": ("河口村", "松林坡村", "长塘村"),
    "袁杰": ("新渡村", "梅岭村", "沙洲村"),
    "尹霞": ("官田村", "泉水村", "古塘村"),
}


def _phone(number: int) -> str:
    return f"199000000{number:02d}"


def _actors() -> tuple[DemoPerson, ...]:
    return tuple(
        DemoPerson(
            login,
            name,
            _phone(number),
            ((role, unit), *((_SECOND_POSTS[login],) if login in _SECOND_POSTS else ())),
        )
        for number, (login, name, role, unit) in enumerate(_CAST, start=1)
    )


def _answering() -> tuple[tuple[DemoPerson, ...], tuple[DemoDuty, ...]]:
    """Those who only answer for villages, and their duties."""
    held = [
        *((name, "village_secretary", (village,)) for village, name in _SECRETARIES.items()),
        *((name, "first_secretary", (village,)) for village, name in _FIRST_SECRETARIES.items()),
        *((name, "contact_cadre", villages) for name, villages in _CONTACTS.items()),
    ]
    people, duties = [], []
    for number, (name, kind, villages) in enumerate(held, start=1):
        login = f"duty{number:02d}"
        people.append(DemoPerson(login, name, _phone(len(_CAST) + number), ()))
        duties += [DemoDuty(village, kind, login) for village in villages]
    return tuple(people), tuple(duties)


ACTORS = _actors()
"""Those who sign in with the demo's password."""

DUTY_HOLDERS, DUTIES = _answering()
"""Those who are named on tickets but have no post in the app, and what they answer for."""

PEOPLE = (*ACTORS, *DUTY_HOLDERS)

STAFF = {unit: person.login for person in ACTORS for role, unit in person.posts if role.endswith("_staff")}
"""The login that reports fixes for a village or department; villages without one send paper or phone."""

VILLAGES = {**dict.fromkeys(WANGXI, "望溪镇"), **dict.fromkeys(LINHE, "临河镇")}
"""The township of each village."""
