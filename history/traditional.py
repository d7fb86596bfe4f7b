"""Traditional characters as simplified ones: those of questions, and of China's usual names of places and trades.

A whole conversion needs dictionaries, as one character may stand for several; of these every one stands for one.
"""

_PAIRS = (
    "週周個个條条線线銷销請请預预測测產产業业區区華华東东廣广給给從从調调轉转離离職职開开會会樣样將将兩两萬万億亿"
    "餘余來来為为與与間间時时鐘钟應应響响觸触達达聯联繫系覆复進进處处負负責责節节慶庆國国勞劳動动聖圣誕诞後后內内"
    "裡里裏里號号禮礼連连續续遞递漸渐勻匀額额佔占總总計计劃划單单贏赢換换還还問问題题數数點点緩缓擴扩門门減减員员"
    "務务顧顾經经團团隊队補补幾几這这們们麼么嗎吗誰谁該该場场辦办參参網网電电話话紹绍標标準准專专實实據据資资訊讯"
    "製制醫医療疗潛潜報报導导體体軟软諮咨詢询構构機机車车鐵铁貿贸農农漁渔礦矿書书藝艺衛卫營营運运輸输儲储險险證证"
    "銀银債债貸贷財财稅税僅仅約约輪轮質质價价買买賣卖過过壓压縮缩長长較较種种類类傳传媽妈於于並并無无須须讓让雲云"
    "龍龙遼辽寧宁蘇苏陝陕滬沪贛赣閩闽魯鲁瓊琼貴贵蘭兰臺台灣湾濟济廈厦漢汉錫锡揚扬鄭郑瀋沈島岛煙烟濱滨爾尔辭辞雙双"
    "誤误顯显頂顶隨随撥拨獲获歡欢強强當当歸归舊旧審审簽签訂订購购貨货費费賺赚贈赠趨趋跡迹頁页項项順顺頻频驗验壯壮維维別别"
)
_SIMPLIFIED = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))


def simplified(text: str) -> str:
    """`text`, letter for letter, in simplified characters."""
    return text.translate(_SIMPLIFIED)
