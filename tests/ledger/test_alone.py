"""`guanxi assess` needs no application: what it imports knows no Django."""

import subprocess
import sys


def test_what_guanxi_assess_imports_knows_no_django() -> None:
    code = (
        "import sys; import guanxi.ledger.assess, guanxi.ledger.explain, guanxi.ledger.reasons, guanxi.report; "
        "above = ('django', 'guanxi.access', 'guanxi.customers', 'guanxi.activities'); "
        "print([name for name in sys.modules if name.startswith(above)])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
