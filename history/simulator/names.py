"""Made-up names. Every id begins with SIM- and every web address ends in .example, so that none passes for real."""

import numpy as np
from numpy.typing import NDArray

from history.simulator.chance import Chance, Ints

DETAILS = '{"simulated": true}'
SYLLABLES = {
    "澜": "lan", "翊": "yi", "禾": "he", "岑": "cen", "铄": "shuo", "湛": "zhan", "砚": "yan", "屿": "yu",
    "沐": "mu", "珩": "heng", "瑾": "jin", "晟": "sheng", "骐": "qi", "楚": "chu", "泓": "hong", "岱": "dai",
    "桐": "tong", "棠": "tang", "桦": "hua", "钧": "jun", "涵": "han", "葳": "wei", "苒": "ran", "霁": "ji",
    "峤": "qiao", "帆": "fan", "麓": "lu", "榕": "rong", "枫": "feng", "燧": "sui", "筠": "yun", "旻": "min",
    "皓": "hao", "鲲": "kun", "骁": "xiao", "琮": "cong", "璟": "jing", "翎": "ling", "曜": "yao", "泽": "ze",
}  # fmt: skip
TRADES = {
    "制造业": (("精密机械", "装备制造", "新材料", "自动化"), "Machinery"),
    "信息技术": (("信息技术", "软件", "数据科技", "网络科技"), "Software"),
    "零售": (("商贸", "连锁零售", "百货", "电子商务"), "Retail"),
    "医疗健康": (("医疗器械", "生物医药", "健康科技", "医药"), "Medical"),
    "金融": (("融资租赁", "金融科技", "商业保理", "资产管理"), "Finance"),
    "物流": (("物流", "供应链管理", "仓储", "冷链运输"), "Logistics"),
    "教育": (("教育科技", "职业教育", "在线教育", "文化教育"), "Learning"),
    "能源": (("新能源", "能源科技", "光伏科技", "储能科技"), "Energy"),
}
OTHER_TRADE = (("科技", "实业", "智能科技", "发展"), "Industries")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静磊洋艳勇杰涛明超霞平刚桂文辉玲浩然佳怡欣悦晨曦雨彤子涵思远嘉宁"
ENGLISH = 0.08


def ids(letter: str, numbers: Ints) -> NDArray[np.object_]:
    """Ids of the form SIM-L000001 for numbers from 0 on."""
    if not len(numbers):
        return np.empty(0, dtype=object)
    known = np.array([f"SIM-{letter}{number:06d}" for number in range(1, int(numbers.max()) + 2)], dtype=object)
    return known[numbers]


def where(known: NDArray[np.bool_], values: NDArray[np.object_]) -> NDArray[np.object_]:
    """`values`, None where not known."""
    values = values.copy()
    values[~known] = None
    return values


def brands(count: int, chance: Chance) -> list[tuple[str, ...]]:
    """That many different words of three syllables, of four once those are used up."""
    letters = tuple(SYLLABLES)
    base = len(letters)
    words = base * (base - 1) * (base - 2)
    # A step prime to the number of words visits each of them once.
    begin = int(chance.below(words, "brand", 0)[0])
    return [_brand(letters, (begin + 15_013 * number) % words, number // words) for number in range(count)]


def _brand(letters: tuple[str, ...], word: int, more: int) -> tuple[str, ...]:
    left = list(letters)
    picked = []
    for size in (len(letters), len(letters) - 1, len(letters) - 2):
        word, at = divmod(word, size)
        picked.append(left.pop(at))
    return (*picked, letters[more - 1]) if more else tuple(picked)


def companies(industry: Ints, names: tuple[str, ...], chance: Chance) -> tuple[list[str], list[str], NDArray[np.bool_]]:
    """Names, websites, and which of them go by an English name, for accounts of those industries."""
    who = np.arange(len(industry))
    english = chance.uniform("english name", who) < ENGLISH
    trade, form = chance.below(4, "trade", who), chance.uniform("legal form", who) < 0.15
    called, sites = [], []
    for number, brand in enumerate(brands(len(industry), chance)):
        words, word = TRADES.get(names[industry[number]], OTHER_TRADE)
        latin = [SYLLABLES[letter] for letter in brand]
        legal = "股份有限公司" if form[number] else "有限公司"
        chinese = "".join(brand) + words[trade[number]] + legal
        called.append(f"{''.join(latin).capitalize()} {word} Ltd." if english[number] else chinese)
        sites.append(f"https://www.{'-'.join(latin)}.example")
    return called, sites, english


def people(count: int, chance: Chance) -> list[str]:
    """Chinese names of that many reps; two may share one, as people do."""
    who = np.arange(count)
    surname = chance.below(len(SURNAMES), "surname", who)
    first, second = chance.below(len(GIVEN), "given", who), chance.below(len(GIVEN), "second given", who)
    double = chance.uniform("two given", who) < 0.7
    chosen = zip(surname, first, second, double, strict=True)
    return [SURNAMES[s] + GIVEN[f] + (GIVEN[g] if d else "") for s, f, g, d in chosen]
