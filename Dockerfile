# One image for all processes of Carrel; docker-compose.yml says which one a container runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# No package runs a script of its own: see docs/decisions/2026-11-20-bundled-node-and-complete-lock.md
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && node scripts/bootstrap.mjs build-web \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf .cache test apps/web/src apps/web/public apps/web/.next

FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
COPY --from=build /app /app
# 10001: the API and ingest. 10002: inference, which loads model files. 10003: audit, which alone reads the key that signs the log.
RUN for id in 10001 10002 10003; do groupadd --gid "$id" "carrel$id" && useradd --uid "$id" --gid "$id" --no-create-home --shell /usr/sbin/nologin "carrel$id"; done \
  && install -d -m 0700 -o 10001 -g 10001 /data && install -d -m 0700 -o 10003 -g 10003 /audit && install -d -m 0755 /models \
  && printf '#!/bin/sh\nexec node /app/apps/cli/src/main.ts "$@"\n' > /usr/local/bin/carrel && chmod 0755 /usr/local/bin/carrel
USER 10001
ENV CARREL_DATA_DIR=/data
CMD ["node", "apps/api/src/main.ts"]
