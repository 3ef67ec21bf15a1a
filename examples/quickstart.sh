#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# `make run`: an MDM server's client calls a stand-in for Apple's service. The client's spans and log records go to a
# Collector, and so do the stand-in's notifications. Arguments are the Collector's, such as --config mine.yaml.
set -euo pipefail
cd "$(dirname "$0")/.."

standin=${STANDIN:-127.0.0.1:4400}
health=${HEALTH:-127.0.0.1:13133}
export NOTIFICATIONS=${NOTIFICATIONS:-build/notifications.jsonl}
export OTEL_SERVICE_NAME=mdm-server

${GO:-go} build -o build/standin ./examples/standin
(cd examples/client && ${GO:-go} build -o ../../build/client .)

trap 'trap - INT TERM; kill $(jobs -p) 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM

# up PROCESS CHECK waits until a server is up, and ends the script if the server has ended, as when its port was taken.
up() {
  until sleep 0.2 && "$2" 2>/dev/null; do
    kill -0 "$1" 2>/dev/null || exit 1
  done
  kill -0 "$1" 2>/dev/null || exit 1
}
listens() { (exec 3<>"/dev/tcp/${standin/:/\/}"); }
healthy() {
  (
    exec 3<>"/dev/tcp/${health/:/\/}"
    printf 'GET / HTTP/1.0\r\n\r\n' >&3
    read -r status <&3
    [[ $status == *" 200 "* ]]
  )
}

# The stand-in's answers. It can give every documented error, and more: see build/standin -h.
build/standin -listen "$standin" -notify-file "$NOTIFICATIONS" -event-delay 3s \
  9646 9622 9625 proxy '/assets/associate 9709' ok &
up $! listens

: >"$NOTIFICATIONS"
"${OTELCOL:-build/otelcol-mdm/otelcol-mdm}" --config examples/quickstart.yaml "$@" &
up $! healthy

call() {
  local path=$1
  shift
  printf '\n==> client %s %s\n' "$path" "$*"
  build/client -url "http://$standin/mdm/v2$path" "$@" || true
  sleep 0.5 # until the Collector has printed it
}
call /assets
call /users
call /assets -style slog  # the error is on a log record, and its status on a span
call /assets -style plain # a proxy's page: there is no number
call /assets/associate -body '{"assets":[{"adamId":"5550001"}],"clientUserIds":["pupil-017","pupil-042"]}'
call /assets # healthy: left as it is

until [ -s "$NOTIFICATIONS" ]; do sleep 0.1; done
sleep 1 # until it has been read
cat <<END

==> Look for apple.mdm. above: it says what each error means. The last record is the notification of a failure in the
    background: its apple.mdm.event.trace_id is the trace of the call that caused it.

    Stand-in for Apple's service:  http://$standin/mdm/v2/, for example
                                   curl -H 'X-Standin-Error: 9625' http://$standin/mdm/v2/assets
    Spans and logs of your own:    127.0.0.1:4317 (OTLP/gRPC) or 127.0.0.1:4318 (OTLP/HTTP)
    Internal metrics:              http://127.0.0.1:8888/metrics

    Ctrl-C stops it all.
END
wait
