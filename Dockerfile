# syntax=docker/dockerfile:1
# SPDX-License-Identifier: Apache-2.0
#
# The Collector of builder-config.yaml and nothing else: no shell, no package manager, no root.
#
#   docker build --tag otelcol-mdm .
#   docker run --rm -p 4317:4317 -p 4318:4318 -e BACKEND_ENDPOINT=otlp.example.com:4317 otelcol-mdm
#
# With --platform linux/arm64, the compiler still runs on the builder's own platform, without emulation.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    make dist DIST="$TARGETOS/$TARGETARCH" && \
    mkdir /image && tar -xzf build/dist/*.tar.gz --strip-components=1 -C /image && \
    cp "$(go env GOROOT)/lib/time/zoneinfo.zip" /image/

FROM scratch
# Certificates for exporters that use TLS, time zones for receivers that parse local times.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /image/zoneinfo.zip /usr/share/zoneinfo.zip
COPY --from=build /image/LICENSE /image/THIRD-PARTY.txt /licenses/
COPY --from=build /image/config.yaml /etc/otelcol-mdm/config.yaml
COPY --from=build /image/otelcol-mdm /otelcol-mdm
ENV ZONEINFO=/usr/share/zoneinfo.zip
# Nobody can reach the loopback interface of a container.
ENV LISTEN_HOST=0.0.0.0
LABEL org.opencontainers.image.title="otelcol-mdm" \
      org.opencontainers.image.description="OpenTelemetry Collector with the mdm_error processor" \
      org.opencontainers.image.source="https://github.com/mdm-observability/mdmerrorprocessor" \
      org.opencontainers.image.licenses="Apache-2.0"
# A numeric user, as Kubernetes needs for runAsNonRoot.
USER 65532:65532
# OTLP over gRPC and HTTP, health check, internal metrics.
EXPOSE 4317 4318 13133 8888
# No HEALTHCHECK: it would need an HTTP client in the image, and Kubernetes ignores it. Probe port 13133 instead.
ENTRYPOINT ["/otelcol-mdm"]
CMD ["--config", "/etc/otelcol-mdm/config.yaml"]
