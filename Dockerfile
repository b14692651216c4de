# One image for web, worker and beat. Built by: docker build -t klassny .
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Pango for printing; the PostgreSQL client for backup and restore.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app klassny

WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY manage.py LICENSE ./
COPY journal_site journal_site
COPY apps apps
COPY templates templates
COPY static static
COPY locale locale

# Fonts and translations from packages and catalogues, then the static files under names that carry their digest.
# The key below is for this build step only: nothing is signed with it, and it is not in the image's environment.
RUN python -m apps.core.management.commands.build_assets \
    && KLASSNY_DATA_DIR=/tmp/build SECRET_KEY=only-for-collectstatic python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && mkdir -p /data /archive/primary /archive/secondary \
    && chown -R klassny:klassny /data /archive

ENV XDG_CACHE_HOME=/tmp/.cache KLASSNY_DATA_DIR=/data ARCHIVE_PRIMARY=/archive/primary ARCHIVE_SECONDARY=/archive/secondary PORT=8000
VOLUME ["/data", "/archive/primary", "/archive/secondary"]
USER klassny
EXPOSE 8000

# Database and broker must answer; a worker that rests is the worker's own matter.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-m", "journal_site.probe"]
CMD ["sh", "-c", "exec gunicorn journal_site.wsgi --bind 0.0.0.0:$PORT --workers ${WEB_WORKERS:-3} --no-control-socket --worker-tmp-dir /dev/shm --access-logfile -"]
