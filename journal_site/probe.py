"""Health check of a container, cheap enough for every half minute: does the web process see database and broker?"""

import json
import os
import sys
import urllib.request
from urllib.error import HTTPError

PARTS = ("database", "broker")


def main() -> int:
    """0 when the web process on this machine answers and both parts are well."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".") or "localhost"
    url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz/"
    request = urllib.request.Request(url, headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            body = answer.read()
    except HTTPError as answer:
        body = answer.read()
    except OSError as error:
        print(error)
        return 1
    try:
        report = json.loads(body)
    except ValueError:
        report = {}
    print(report)
    return 0 if all(report.get(part) == "ok" for part in PARTS) else 1


if __name__ == "__main__":
    sys.exit(main())
