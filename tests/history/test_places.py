"""What provinces and big regions of China are called."""

from collections import Counter

import pytest

from history.places import areas, other_names, provinces, usual_name


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("北京市", "北京"),
        ("beijing", "北京"),
        ("Beijing Municipality", "北京"),
        ("内蒙古自治区", "内蒙古"),
        ("Inner Mongolia Autonomous Region", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("宁夏回族自治区", "宁夏"),
        ("新疆维吾尔自治区", "新疆"),
        ("Xinjiang Uygur Autonomous Region", "新疆"),
        ("香港特别行政区", "香港"),
        ("Hong Kong SAR", "香港"),
        ("陕西省", "陕西"),
        ("SHAANXI", "陕西"),
        ("shanxi province", "山西"),
        ("粤", "广东"),
        ("cn-gd", "广东"),
        ("东北区", "东北"),
        ("华东大区", "华东"),
        ("East China", "华东"),
        ("Northern Region", "华北"),
        ("north-west", "西北"),
        ("South Western", "西南"),
        ("西区", "西部"),
        ("Ｎｏｒｔｈ", "华北"),
        ("廣西壯族自治區", "广西"),
        ("新疆維吾爾自治區", "新疆"),
        ("澳門特別行政區", "澳门"),
        ("臺灣", "台湾"),
        ("華東地區", "华东"),
        ("Northumbria", None),
        ("浦东新区", None),
        ("市", None),
        ("", None),
        pytest.param("北京" + "市" * 100_000, None, id="endless"),
    ],
)
def test_a_region_is_known_by_its_names(name: str, usual: str | None) -> None:
    """Long and short, Chinese and English; what only begins alike is not known."""
    assert usual == usual_name(name)


def test_no_name_means_two_regions() -> None:
    """Every further name stands once in all."""
    every = [name for places in (provinces(), areas()) for name in places.names]

    assert 1 == max(Counter(every).values())


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("广东", ("Guangdong",)),
        ("广西壮族自治区", ("Guangxi",)),
        ("内蒙", ("Inner Mongolia", "Nei Mongol", "Neimenggu")),
        ("陕西省", ("Shaanxi",)),
        ("华东", ("East China", "East")),
        ("西北大区", ("Northwest China", "Northwest")),
        ("廣東省", ("Guangdong",)),
        ("華東", ("East China", "East")),
        ("Shanxi", ("山西",)),
        ("Guangdong Province", ("广东",)),
        ("东区", ()),
        ("粤", ()),
        ("GD", ()),
        ("East", ()),
        ("上海浦东", ()),
        ("软件", ()),
    ],
)
def test_a_place_is_called_so_in_the_other_language(name: str, others: tuple[str, ...]) -> None:
    """None that only may be meant: a direction may be that of any country or town."""
    assert others == other_names(name)


def test_every_place_has_an_english_name_of_its_own() -> None:
    """No two are shown the same."""
    shown = [other_names(name)[0] for places in (provinces(), areas()) for name in places.english]

    assert 34 + 9 == len(set(shown)) == len(shown)
