"""Platforms' limits, as seen by the platform: four servers, floods, and lanes that go on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.delivery.freezing import until
from benchmarks.delivery.processes import end, platforms, serve
from benchmarks.delivery.stage import TOKEN, Stage
from jobs.places.groups import Channel

GROUPS, NOTICES, ROBOTS, ROBOT_GROUPS, SERVERS = 300, 3, 4, 24, 4
FLOOD_SECONDS = 8


@dataclass(frozen=True)
class Kept:
    """The most the platform saw, and how close to its limit the lane ran."""

    second: int
    group_second: int
    group_minute: int
    robot_minute: int
    inside_flood: int
    others_meanwhile: int
    rate: float


def keep(stage: Stage) -> Kept:
    """Send notices through one bot and a few robots with four servers, with one flood midway.

    The robots begin when the flood does, so that the platform sees them go on.
    """
    stage.settle(GROUPS, lanes=1, channel=Channel.TELEGRAM)
    stage.settle(ROBOTS * ROBOT_GROUPS, lanes=ROBOTS, channel=Channel.WECOM)
    with platforms(stage.folder, f"limits-{stage.name}") as fake:
        servers = [serve(stage, fake) for _ in range(SERVERS)]
        try:
            for number in range(NOTICES):
                stage.send(title=f"第{number}条提示", channels=(Channel.TELEGRAM,))
            until(lambda: sum(fake.accepted().values()) > GROUPS)
            fake.script(answer="flood", who=TOKEN, seconds=FLOOD_SECONDS)
            stage.send(channels=(Channel.WECOM,))
            until(lambda: not stage.left(), seconds=900)
            calls = fake.calls()
        finally:
            end(servers)
    return _seen(calls)


def _seen(calls: Sequence[dict[str, object]]) -> Kept:
    bot = [call for call in calls if call["platform"] == "telegram"]
    robots = [call for call in calls if call["platform"] == "wecom"]
    moments = [float(str(call["at"])) for call in bot]
    by_group, by_robot = _by(bot, "chat"), _by_lane(robots)
    flooded = next(float(str(call["at"])) for call in bot if call["verdict"] == "429")
    closed = (flooded + 0.05, flooded + FLOOD_SECONDS)
    return Kept(
        second=most_in_any(1.0, moments),
        group_second=max(most_in_any(1.0, times) for times in by_group.values()),
        group_minute=max(most_in_any(60.0, times) for times in by_group.values()),
        robot_minute=max(most_in_any(60.0, times) for times in by_robot.values()),
        inside_flood=sum(closed[0] < at < closed[1] for at in moments),
        others_meanwhile=sum(closed[0] < float(str(c["at"])) < closed[1] for c in robots),
        rate=len(moments) / (moments[-1] - moments[0] - FLOOD_SECONDS),
    )


def most_in_any(seconds: float, moments: Sequence[float]) -> int:
    """Count the most that fall into any stretch of so many seconds."""
    ordered, first, most = sorted(moments), 0, 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def _by(calls: Sequence[dict[str, object]], name: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        found[str(call[name])].append(float(str(call["at"])))
    return found


def _by_lane(calls: Sequence[dict[str, object]]) -> dict[str, list[float]]:
    """The stage deals group numbers to lanes in turn."""
    found: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        number = int(str(call["chat"]).removeprefix("key-"))
        found[str(number % ROBOTS)].append(float(str(call["at"])))
    return found
