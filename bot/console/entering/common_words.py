"""What people here take for a password first: words and numbers that others would try."""

from collections.abc import Sequence

_PINYIN = """
woaini woaiwojia wodemima mima mimamima meiyoumima wangjimima nihao nihaoma wojiushiwo woshishui
woshini zhongguo woaizhongguo zhonghua renmin fuwu weirenminfuwu gongheguo zhengfu xiangzhengfu
zhenzhengfu jiedao jiedaoban shequ juweihui cunweihui dangwei dangqun dangjian zhibu shuji
zhenzhang xiangzhang cunzhang zhuren kezhang juzhang ganbu wangge wanggeyuan zhihui pingtai
guanliyuan guanli gongzuo renyuan bangong bangongshi sifa sifasuo pufa faxuan falv flfg
mingbai mingbairen falvmingbairen xianfa minfadian paichusuo zhengfawei zongzhiban xinfang
zhendang laoban laopo laogong baobao baobei erzi nver mama baba yeye nainai gege jiejie didi
meimei jiayou fugui pingan pinganfu jiankang kuaile xingfu facai gongxifacai fafafa zhaocai
wanshiruyi yifanfengshun niannianyouyu longma shengri shengrikuaile xinnian chunjie guonian
mianbao pingguo xigua xiangjiao xiaomao xiaogou laohu shizi tiantian xingxing yueliang taiyang
beijing shanghai tianjin chongqing guangdong guangzhou shenzhen zhejiang hangzhou jiangsu nanjing
sichuan chengdu hunan changsha hubei wuhan henan zhengzhou hebei shandong jinan shanxi xian
yunnan guizhou fujian jiangxi anhui guangxi hainan gansu qinghai ningxia xinjiang xizang neimenggu
heilongjiang jilin liaoning xianggang aomen taiwan changcheng huanghe changjiang taishan
zhang wang li liu chen yang zhao huang zhou wu xu sun ma zhu hu guo lin gao luo
zhangsan lisi wangwu zhaoliu zhangwei wangwei wangfang liwei lina
"""
_WALKS = """
qwertyuiop qwerasdf qweasdzxc qazwsxedc 1qaz2wsx 1qaz2wsx3edc zaq12wsx qazwsx asdfghjkl zxcvbnm
asdfzxcv poiuytrewq lkjhgfdsa mnbvcxz q1w2e3r4 q1w2e3r4t5 a1s2d3f4 1q2w3e4r 1q2w3e4r5t asdf1234
qwer1234 zxcv1234 147258369 159357 963852741 789456123 741852963 321654987 1qazxsw2 qwe123 asd123
"""
_NUMBERS = """
520 1314 5201314 1314520 521 5211314 1314521 666 6666 66666666 888 8888 88888888 168 518 5188
1688 998 9988 110 12345 12348 12309 12315 12388 95598 123123 112233 11223344 147147 123321
1234567890 9876543210 0987654321 19491001 19210701 20080808 20121212 20200101 20260101
"""
_LETTERS = """
admin administrator root user test demo guest login system console password passwd pwd passw0rd
p@ssw0rd p@ssword welcome letmein changeme default secret master hello iloveyou computer internet
windows huawei xiaomi wechat weixin weibo taobao alibaba tencent baidu telegram abc abcd abcdef
abc123 a123456 aa123456 asd qwe zxc aaa love china
"""
_SIGNS = """
密码 我的密码 忘记密码 管理员 控制台 明白 法律明白人 人民政府 镇政府 乡政府 街道办 街道办事处 居委会
村委会 党委 党支部 司法所 派出所 网格 网格员 普法 宪法 民法典 为人民服务 我爱你 我爱中国 中国
一生一世 恭喜发财 平安 健康 快乐 幸福 新年快乐 生日快乐 万事如意
"""

COMMON: Sequence[str] = " ".join((_PINYIN, _WALKS, _NUMBERS, _LETTERS, _SIGNS)).split()
