# syntax=docker/dockerfile:1
# SPDX-License-Identifier: Apache-2.0
#
# The Collector of builder-config.yaml, by itself: no shell, no package manager, nobody's root.
#
#   docker build --tag otelcol-mdm .
#   docker run --rm -p 4317:4317 -p 4318:4318 -e BACKEND_ENDPOINT=otlp.example.com:4317 otelcol-mdm
#
# `make docker-check` runs these steps where there is no container engine.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
ENV CGO_ENABLED=0
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    make otelcol && \
    cp "$(go env GOROOT)/lib/time/zoneinfo.zip" build/

FROM scratch
# Exporters speak TLS; receivers read local times of other zones.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/build/zoneinfo.zip /usr/share/zoneinfo.zip
COPY --from=build /src/build/otelcol-mdm/otelcol-mdm /otelcol-mdm
COPY LICENSE /licenses/
COPY examples/container.yaml /etc/otelcol-mdm/config.yaml
ENV ZONEINFO=/usr/share/zoneinfo.zip
# Inside a container, the loopback interface can be reached by nobody.
ENV LISTEN_HOST=0.0.0.0
LABEL org.opencontainers.image.title="otelcol-mdm" \
      org.opencontainers.image.description="OpenTelemetry Collector with the mdm_error processor" \
      org.opencontainers.image.source="https://github.com/mdm-observability/mdmerrorprocessor" \
      org.opencontainers.image.licenses="Apache-2.0"
# A number, so that Kubernetes can tell that it isn't root (runAsNonRoot).
USER 65532:65532
# OTLP over gRPC and HTTP, health, own metrics.
EXPOSE 4317 4318 13133 8888
# No HEALTHCHECK: it would need a program in the image that asks, and Kubernetes doesn't look at it. Let the orchestrator
# ask http://...:13133/.
ENTRYPOINT ["/otelcol-mdm"]
CMD ["--config", "/etc/otelcol-mdm/config.yaml"]
