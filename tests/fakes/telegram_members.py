"""Members of chats: how they are shown, and who counts as one."""

from .telegram_world import INSIDE, Json


def member_view(user: Json, status: str) -> Json:
    """How a member of a chat is shown."""
    shown: Json = {"user": user, "status": status}
    if status == "kicked":
        shown["until_date"] = 0
    if status == "creator":
        shown["is_anonymous"] = False
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages "
            "can_manage_video_chats can_restrict_members can_promote_members can_change_info "
            "can_invite_users can_post_stories can_edit_stories can_delete_stories"
        )
        shown |= dict.fromkeys(rights.split(), False)
    if status == "restricted":
        may = (
            "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos "
            "can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages "
            "can_add_web_page_previews can_change_info can_invite_users can_pin_messages "
            "can_manage_topics can_edit_tag can_react_to_messages"
        )
        shown |= {"is_member": True, "until_date": 0} | dict.fromkeys(may.split(), False)
    return shown


def inside(status: str) -> bool:
    """Say whether somebody of that status is in a chat."""
    return status in INSIDE
