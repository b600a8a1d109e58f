# The gateway as an image: `docker compose up`, or `docker build -t imbrace-gateway-mock .`

# better-sqlite3 brings its compiled binaries, so nothing is compiled here and no script has to run.
# Behind a proxy with a certificate of its own: `--secret id=ca,src=FILE`. With a registry of your own:
# `--secret id=npmrc,src=FILE`. Neither gets into the image.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY runtime runtime
RUN --mount=type=secret,id=ca --mount=type=secret,id=npmrc,target=/root/.npmrc \
  if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi \
  && npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=ca --mount=type=secret,id=npmrc,target=/root/.npmrc \
  if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi \
  && npm ci --ignore-scripts --omit=dev
# 25 MB of better-sqlite3 are its sources and the binaries of other machines.
RUN cd node_modules/better-sqlite3 \
  && rm -r deps src \
  && find prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
  && node -e "new (require('better-sqlite3'))(':memory:')"

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="imbrace-gateway-mock" \
      org.opencontainers.image.description="The local stand-in for the Imbrace app-gateway's Conversations APIs." \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
# The server never writes outside its database's folder: /app belongs to root, /data to the user.
RUN install -d -o 1000 -g 1000 /data
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY fixtures/default fixtures/default
COPY fixtures/documented fixtures/documented
COPY fixtures/examples fixtures/examples
COPY --from=build /app/dist dist
ENV IMBRACE_MOCK_HOST=0.0.0.0 \
    IMBRACE_MOCK_DB=/data/gateway.sqlite
# What is compiled in a first start belongs to the image, because each start of a container is a first one. Node
# keeps it for each user apart; others than this one can keep theirs.
ENV NODE_COMPILE_CACHE=/var/cache/imbrace-gateway-mock
RUN install -d -m 1777 "$NODE_COMPILE_CACHE"
USER 1000:1000
RUN node dist/bin.js --log off --db /tmp/first.sqlite & \
  timeout 30 sh -c 'until node dist/bin.js health 2>/dev/null; do sleep 0.2; done' \
  && kill $! && wait $! && rm -r /tmp/first.sqlite*
VOLUME /data
EXPOSE 9001
STOPSIGNAL SIGTERM
# The first check is one interval after the start. A shorter one for that time only is unknown to
# buildah, podman and Docker before 25.
HEALTHCHECK --interval=3s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "/app/dist/bin.js", "health"]
ENTRYPOINT ["node", "/app/dist/bin.js"]
