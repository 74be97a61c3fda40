# The portal as an image: web server, job worker and manage.py, told apart by the command.
# Everything it writes goes to /data; the root file system can be read-only.
FROM python:3.13-slim-trixie AS packages
COPY requirements/run.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check \
        --require-hashes --requirement /run.txt \
    && /venv/bin/pip uninstall --yes pip


FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Forum Integration in ländlichen Räumen" \
      org.opencontainers.image.description="Member portal of integration coordinators in German Landkreise" \
      org.opencontainers.image.licenses="EUPL-1.2" \
      org.opencontainers.image.version="0.1.0"

# A fixed number, so that the owner of a volume stays the same from image to image.
RUN groupadd --gid 10001 forum \
    && useradd --uid 10001 --gid forum --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin forum \
    && install --directory --owner forum --group forum --mode 0750 /data \
    && install --directory --owner forum --group forum \
        /secrets /secrets/portal /secrets/database

COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FORUM_VAR=/data \
    STATIC_ROOT=/static \
    WEB_HOST=0.0.0.0

# Settings ask for an installation; these stand-ins live for this one step and reach nothing.
RUN DATABASE_URL=postgresql://build@localhost/build \
    SECRET_KEY=stand-in-for-collecting-static-files-at-build-time \
    BASE_URL=http://localhost \
    MAIL_KEPT=1 \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q /app /venv

USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --start-interval=2s \
    CMD ["python", "-m", "config.alive"]
ENTRYPOINT ["python", "-m", "config.entrypoint"]
CMD ["web"]
