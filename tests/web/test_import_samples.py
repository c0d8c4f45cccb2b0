"""The sample files show what an import takes: brought along as they are, no line of them is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.access.models import User
from guanxi.customers.models import Customer
from tests.access.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sample_files_are_taken_one_after_the_other(cast: Cast, language: str) -> None:
    User.objects.filter(username="lin.yue").update(language=language)
    lin = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    lin.force_login(User.objects.get(username="lin.yue"), backend=backend)
    for resource in ("customers", "people", "activities"):
        answer = lin.get(f"/import/{resource}/sample/", headers={"Accept-Language": language})
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        sample = SimpleUploadedFile(f"{resource}.csv", answer.content)
        seen = lin.post(f"/import/{resource}/", {"file": sample})
        assert seen.status_code == 303, seen.content.decode()[:3000]
        rejected = lin.get(seen.headers["Location"], {"plan": "reject"}).content.decode()
        assert 'data-plan="reject"' not in rejected
        assert lin.post(f"{seen.headers['Location']}apply/").status_code == 303
    assert Customer.objects.count() == 2
