"""Who is signed in, as every page of the console knows them."""

from dataclasses import dataclass

from bot.people import Role, Staff, reaches


@dataclass(frozen=True, slots=True)
class Person:
    """A person on the staff, while a page is answered."""

    id: int
    name: str
    role: Role
    worker_id: int | None

    def at_least(self, role: Role) -> bool:
        """Whether the person may do what this role may."""
        return reaches(self.role, role)


def person_of(staff: Staff) -> Person:
    """Take from the list of staff what pages need."""
    return Person(staff.id or 0, staff.name, Role(staff.role), staff.worker_id)
