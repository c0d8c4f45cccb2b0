"""The four departments that ship, with their rows of the two tables; `docs/access.md` prints what stands here."""

from typing import Any

from django.db import migrations

# slug, English, Chinese, owner, own team, lead, engaged, otherwise, personal from, money from, creates as owner
DEPARTMENTS: tuple[tuple[str, str, str, int, int, int, int, int, int, int | None, bool], ...] = (
    ("sales", "Sales", "销售", 4, 3, 4, 3, 2, 2, 2, True),
    ("marketing", "Marketing", "市场", 0, 0, 0, 2, 1, 3, None, False),
    ("service", "Service", "服务", 0, 0, 0, 2, 1, 2, None, False),
    ("management", "Management", "管理", 0, 0, 0, 2, 2, 2, 2, False),
)


def create(apps: Any, schema_editor: Any) -> None:
    departments = apps.get_model("access", "Department")
    for position, row in enumerate(DEPARTMENTS):
        slug, english, chinese, owner, team, lead, engaged, otherwise, personal, money, creates_as_owner = row
        departments.objects.create(
            slug=slug, name_en=english, name_zh=chinese, position=position, creates_as_owner=creates_as_owner,
            level_owner=owner, level_team=team, level_lead=lead, level_engaged=engaged, level_otherwise=otherwise,
            reads_summary=1, reads_business=2, reads_free_text=2, reads_personal=personal, reads_money=money,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("access", "0002_search"),)
    # Removing them again would take memberships along: who goes back keeps them.
    operations = (migrations.RunPython(create, migrations.RunPython.noop),)
