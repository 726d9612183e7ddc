# One image for public web, desk web, worker, beat and migrations. Wheels only, no compiler, no root, no write access.
FROM python:3.13-slim AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r /requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    PORTAL_DATA_DIR=/data \
    PORTAL_STATIC_ROOT=/static \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY portal portal
COPY protocol protocol
COPY associations associations
COPY complaints complaints
COPY templates templates
COPY static static
COPY locale locale
# The key exists for this one command; nothing of it stays in the image.
RUN PORTAL_DEMO=1 PORTAL_SECRET_KEY=only-while-building DATABASE_URL=postgresql://localhost:1/none \
    python -m portal.prepare messages static \
    && python -m compileall -q /app /venv/lib
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:portal.gunicorn"]
