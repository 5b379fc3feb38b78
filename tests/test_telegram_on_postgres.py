"""A town that has grown onto PostgreSQL speaks with its residents as before."""

from telegram_town import telegram_town


def test_a_resident_and_a_group_are_answered_from_a_database_that_many_share(
    tmp_path, postgres_url
):
    with telegram_town(tmp_path, database_url=postgres_url) as telegram:
        resident = telegram.private("张三")
        resident.says("离婚冷静期多久")
        said = resident.hears("30天")
        resident.taps("依据")
        resident.shows(said, "《民法典》第一千零七十七条")
        resident.taps("没帮上")
        resident.taps("转给工作人员")
        resident.hears("写下电话号码")
        resident.says("13800138000")
        resident.hears("已经转给工作人员了")
        resident.edits("借条应该怎么写？")
        resident.says("提醒我")
        menu = resident.hears("想收哪些通知")
        resident.taps("反诈")
        resident.shows(menu, "您现在收：反诈")
        resident.says("/erase")
        erased = resident.hears("全部清除")
        resident.taps("全部清除")
        resident.sees_buttons("确定清除")
        resident.taps("确定清除")
        resident.shows(erased, "都清除了")
        group = telegram.group("东关一群")
        group.says(resident, "@mingbai_bot 离婚冷静期多久")
        group.hears("30天")
        group.says("群主", "/mute 2h")
        group.hears("好的，到")
        group.says("李四", "/status")
        group.hears("东关一群", "静音到")
