"""What moved since the stretch before, in words."""


def compared(now: int, before: int, unit: str) -> str:
    """Say how many more or fewer there are than in the stretch before."""
    if now == before:
        return "和上期一样" if now else "上期也没有"
    if not before:
        return "上期没有"
    more = now - before
    return f"比上期{'多' if more > 0 else '少'} {abs(more):,} {unit}"


def share(part: int, whole: int) -> int | None:
    """Give a share in per cent, or nothing where there is no whole."""
    return round(part * 100 / whole) if whole else None


def share_said(part: int, whole: int) -> str:
    """Write a share, or that there is none."""
    found = share(part, whole)
    return "还没有" if found is None else f"{found}%"


def share_compared(now: tuple[int, int], before: tuple[int, int]) -> str:
    """Say how a share, of a part and a whole each, moved; nothing where one is missing."""
    here, there = share(*now), share(*before)
    if here is None or there is None:
        return ""
    if here == there:
        return "和上期一样"
    return f"比上期{'高' if here > there else '低'} {abs(here - there)} 个百分点"
