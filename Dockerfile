# The image of api, worker and migrate: one build, three commands (temporal-compose.yml).
# Debian, not Alpine: the Temporal SDK's native part needs glibc.
# `npm install --no-save` keeps to the lock file, and unlike `npm ci` takes one without other platforms' packages.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS console
WORKDIR /app
COPY package.json package-lock.json ./
COPY patches patches
COPY console/package.json console/
RUN npm install --no-save --no-audit --no-fund
COPY console console
COPY docs/openapi.json docs/
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY patches patches
COPY console/package.json console/
# Production packages of the server only; the image brings its own Node.
RUN npm install --no-save --omit=dev --workspaces=false --no-audit --no-fund \
  && rm -rf node_modules/node node_modules/.bin/node

FROM ${NODE_IMAGE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY db db
COPY src src
COPY docs/webhooks.md docs/
COPY docs/fr/webhooks.md docs/fr/
# A worker that finds the bundle of its workflows starts seconds sooner.
RUN node src/cli/workflow-bundle.ts
COPY --from=console /app/console/dist console/dist
# A volume mounted here starts as what is here: writable for the account that runs the image.
RUN install --directory --owner=node --group=node /var/lib/relais/files
USER node
EXPOSE 8000
CMD ["node", "src/api/main.ts"]
