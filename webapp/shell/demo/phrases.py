"""What people of the demo write, by kind: short, plain, as on a phone in the yard."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """``venue`` is the kind of place it happens at; ``pictures`` how many photos the opener takes."""

    venue: str
    seen: tuple[str, ...]
    fixed: tuple[str, ...]
    pictures: int = 1
    fields: tuple[dict[str, str], ...] = ()
    """One set for each opening in turn; a date (``…_on``) is written as days from the opening."""


ROOM, HALL, BOARD = "activity_room", "service_centre", "notice_board"

SIGNS = (
    {"sign_text": "留守儿童之家", "sign_position": "gate", "issuer": "民政办"},
    {"sign_text": "社会组织孵化点", "sign_position": "gate", "issuer": "民政办"},
    {"sign_text": "志愿服务驿站", "sign_position": "corridor", "issuer": "民政办"},
)
GROUPS = (
    {"platform": "wechat", "group_name": "春耕备耕工作群", "last_message_on": "-142"},
    {"platform": "wechat", "group_name": "秸秆禁烧巡查群", "last_message_on": "-205"},
    {"platform": "dingtalk", "group_name": "厕所摸排群", "last_message_on": "-97"},
)

PHRASES: dict[str, Phrases] = {
    "A1-01": Phrases(
        ROOM,
        ("会议桌后面堆了化肥和旧床板", "活动室一半放着物资，坐不下人", "门后堆着三轮车和纸箱"),
        ("杂物搬到村仓库，桌椅归位了", "东西清走了，当天开了会"),
        2,
    ),
    "A1-02": Phrases(
        ROOM,
        ("上午十点大门锁着，等了二十分钟没人", "下午三点门锁着，门口也没写电话"),
        ("门口写了值班人和电话，白天不锁", "钥匙放在便民服务中心，随时能开"),
    ),
    "A1-03a": Phrases(
        ROOM,
        ("北墙一道竖缝，能塞进硬币", "东南角漏雨，墙皮掉了一片"),
        ("补了缝，重新粉刷", "换了瓦，雨天看过不漏"),
        2,
    ),
    "A1-04": Phrases(ROOM, ("西边窗户碎了一块，用纸板挡着", "门关不严，合页松了"), ("玻璃换好了", "合页换了，关得上")),
    "A1-05": Phrases(
        ROOM,
        ("插线板接了四台电器，线皮破了", "灯线裸着，用胶布缠的"),
        ("电工换了线，装了开关", "换了插线板，旧线拆了"),
        2,
    ),
    "A1-06": Phrases(
        HALL,
        ("两个灭火器，一个指针在红区", "后门堆了桌子，走不出去"),
        ("换了两个新的，标签朝外", "桌子搬走，后门能开"),
    ),
    "A1-07": Phrases(ROOM, ("地上烟头和瓜子壳没扫", "桌上一层纸屑，墙角有蛛网"), ("当天扫干净了", "打扫过，定了轮值")),
    "A1-08": Phrases(
        ROOM,
        ("正门台阶第二级塌了一角", "台阶开裂，雨天滑", "侧门台阶松动，踩上去晃"),
        ("台阶用水泥补平，晾了三天", "换了两块石板，踩着稳"),
    ),
    "A1-09": Phrases(
        ROOM,
        ("门前草到膝盖，看不见路沿", "坝子边上杂草没人除", "台阶两边长满草"),
        ("草割了，路也扫了", "除了两遍，撒了碎石"),
    ),
    "A2-01": Phrases(ROOM, ("党旗右下角破了，颜色发白", "党旗边上脱线"), ("换了新旗，旧旗交镇里回收", "新旗挂好了")),
    "A2-05": Phrases(ROOM, ("墙上誓词掉了两个字", "权利义务还是旧版"), ("重做了一块，对过一遍", "换成现行的")),
    "A3-01": Phrases(
        ROOM,
        ("桌子三种高低，六把椅子缺腿", "凳子不够，有人站着开会", "椅子有塑料的有木的，坏了四把"),
        ("修了四把，换了两把，摆齐了", "从村小借来一批旧桌椅，配成一套"),
    ),
    "A3-02": Phrases(ROOM, ("电视打不开，遥控器没电", "投影连不上网"), ("换了电源，能放了", "网线接好了，试过一遍")),
    "A3-04": Phrases(
        ROOM,
        ("电脑键盘一层灰，开机要密码没人知道", "音箱和电视上全是灰"),
        ("擦干净了，密码贴在抽屉里", "擦了，放了一段视频试过"),
    ),
    "A4-01": Phrases(ROOM, ("记录本停在六月", "这个季度一页没写"), ("昨天开了会，记在原来的本子上",), 1),
    "A4-02": Phrases(ROOM, ("门口没写几点开门、找谁",), ("门口贴了时间和电话",)),
    "A4-03": Phrases(BOARD, ("公开栏还是三月的", "财务那栏空着"), ("换了上个月的", "补上了，一直到十月")),
    "A5-01": Phrases(BOARD, ("墙上横幅是前年的", "宣传栏一半卷边了"), ("撤了，没换新的",)),
    "B1-01": Phrases(
        HALL,
        ("大门外挂了十一块，准挂的只有六块", "门边新挂一块，目录里没有", "门柱两边挂满了"),
        ("目录外的五块今天摘走了", "已派人摘下带回"),
        2,
        SIGNS,
    ),
    "B1-03": Phrases(
        HALL,
        ("走廊两面墙全是职责制度", "办公室墙上挂着七块流程图"),
        ("统一取下，只留办事须知",),
        2,
        ({"sign_text": "工作职责、流程图", "issuer": "民政办"},),
    ),
    "B1-04": Phrases(
        HALL,
        ("一间屋门口叠着四块牌",),
        ("只留一块，其余摘了",),
        1,
        ({"sign_text": "妇女之家等四块", "sign_position": "room_door"},),
    ),
    "B1-07": Phrases(
        HALL,
        ("上月摘的牌子又挂回来了",),
        ("又摘了，问过是谁让挂的",),
        1,
        ({"sign_text": "创建示范点", "sign_position": "gate"},),
    ),
    "B2-01": Phrases(
        HALL,
        ("群还在，半年没人说工作", "任务早完了，群没解散", "一百多人的群，只有接龙"),
        ("群已解散，群主打过电话", "群里说明后解散了"),
        0,
        GROUPS,
    ),
    "B2-02": Phrases(
        HALL,
        ("普查结束三个月了，群还留着",),
        ("今天上午解散了",),
        0,
        ({"platform": "wechat", "group_name": "农业普查临时群", "ended_on": "-92"},),
    ),
    "B2-04": Phrases(
        HALL,
        ("群里每天要接龙报平安，没接的点名",),
        ("今天起不接龙了，群里已说明",),
        0,
        ({"platform": "wechat", "group_name": "防汛值守群"},),
    ),
    "B3-01": Phrases(
        BOARD,
        ("三张清单一张没贴", "公开栏只贴了两张，缺减负那张", "问了两位村民，都没见过清单"),
        ("三张都贴在公开栏，看得清字", "补了一张，拍了近照"),
        2,
        (
            {"list_kind": "all", "published_place": "nowhere"},
            {"list_kind": "burden_reduction", "published_place": "notice_board"},
            {"list_kind": "all", "published_place": "nowhere"},
        ),
    ),
    "B3-03": Phrases(
        HALL,
        ("清单贴在里间办公室门后",),
        ("挪到大门口公开栏了",),
        1,
        ({"list_kind": "all", "published_place": "service_centre"},),
    ),
    "B4-01": Phrases(
        HALL,
        ("同一批脱贫户一个月填了三张表", "人口数报了两个办，格式不一样"),
        ("三张并成一张，下月起只报一次",),
        0,
        ({"report_name": "脱贫户信息核对表", "issuer": "农业农村办"},),
    ),
    "B4-03": Phrases(
        HALL,
        ("通知要求村干部都装，每天打卡",),
        ("通知收回，不装不影响",),
        0,
        ({"app_name": "田管通", "issuer": "农业农村办"},),
    ),
    "B6-01": Phrases(
        HALL,
        ("办补贴要村里开居住证明，清单里没有",),
        ("不再要证明，系统里能查",),
        0,
        ({"certificate_name": "居住证明", "issuer": "民政办"},),
    ),
}

RETURNS = {
    "unclear": "照片糊了，看不出改没改",
    "half_done": "还剩一半没弄完",
    "other_place": "拍的不是这一处",
    "no_real_fix": "到村看过，没有动",
}
"""What a reviewer adds to a ready-made reason."""

AGAIN = {
    "unclear": "重拍了一张，这回看得清",
    "half_done": "剩下的也弄好了",
    "other_place": "走近又拍了一张，就是这一处",
}
"""What the responsible says the next time, by the reason of the return."""

ASKED = (
    ("材料下周一到，到了就弄。", "行，弄好拍一张就可以。"),
    ("是换新的还是修？", "修好能用就行，不用换新。"),
    ("旧的东西往哪放？", "先放村仓库，清单给我一份。"),
)
"""A question of the responsible and the office's answer."""

CLOSINGS = ("", "看得清，可以。", "到村看过，改好了。", "")
"""A reviewer's word on closing; mostly none."""

CLOSING_UNSEEN = "打电话问过，可以。"
"""The same where there is no photo to look at."""
