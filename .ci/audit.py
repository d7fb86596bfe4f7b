"""Look every locked dependency up among the vulnerabilities known to OSV. What is found fails.

It is skipped, with the reason, only where OSV itself cannot be reached: asked before anything else, it must answer.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
OSV = "https://api.osv.dev/v1/query"
# Any query will do: what counts is that it is answered in JSON.
QUERY = json.dumps({"package": {"name": "jinja2", "ecosystem": "PyPI"}, "version": "2.4.1"})


def unreachable(osv: str) -> str:
    """Why OSV cannot be reached, empty where it can."""
    asked = Request(osv, QUERY.encode(), {"content-type": "application/json"})
    try:
        with urlopen(asked, timeout=20) as answer:
            json.load(answer)
    # Refused, timed out, turned away by a proxy, or answered by one in its own words.
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def audited(osv: str, lock: Path) -> int:
    """The exit status of pip-audit: 0 where nothing is known of what `lock` pins."""
    options = ["--vulnerability-service", "osv", "--osv-url", osv, "--progress-spinner", "off"]
    # The lock has all there is, with hashes: nothing is to be resolved or downloaded.
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--requirement", str(lock), *options]
    return subprocess.run(command, check=False).returncode


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--osv-url", default=OSV)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements-dev.lock")
    told = parser.parse_args()
    if why := unreachable(told.osv_url):
        sys.stdout.write(f"Dependencies are not audited: OSV cannot be reached ({why}).\n")
        return
    sys.exit(audited(told.osv_url, told.lock))


if __name__ == "__main__":
    main()
