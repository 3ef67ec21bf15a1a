// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const logsConfig = `
receivers:
  file_log/verbatim:
    include: ["${env:VERBATIM}"]
    start_at: beginning
    poll_interval: 20ms
  file_log/parsed:
    include: ["${env:PARSED}"]
    start_at: beginning
    poll_interval: 20ms
    operators: [{type: json_parser, parse_to: body}]
processors:
  mdm_error:
exporters:
  file/verbatim: {path: "${env:OUTPUT}/verbatim.jsonl", flush_interval: 20ms}
  file/parsed: {path: "${env:OUTPUT}/parsed.jsonl", flush_interval: 20ms}
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
  pipelines:
    logs/verbatim: {receivers: [file_log/verbatim], processors: [mdm_error], exporters: [file/verbatim]}
    logs/parsed: {receivers: [file_log/parsed], processors: [mdm_error], exporters: [file/parsed]}
`

const notificationID = "4d2f8a-77c0-4b1e-9e0d-0a1b2c3d4e5f"

// notifications are a failed association, and one that succeeded.
func notifications(t *testing.T) (failed, succeeded string) {
	t.Helper()
	const event = "b9a1f2de-6a55-4c8e-8a3c-5d7f0f6c2b31"
	device := object{"adamId": "5550001", "pricingParam": "STDQ", "serialNumber": "SAMPLE0001"}
	user := object{"adamId": "5550001", "pricingParam": "STDQ", "clientUserId": "pupil-017"}
	failed = toJSON(t, object{
		"notification": object{
			"assignments": []any{device, user},
			"error":       object{"errorMessage": message(t, 9709, catalog.Background), "errorNumber": 9709},
			"eventId":     event, "result": "FAILURE", "type": "ASSOCIATE",
		},
		"notificationId": notificationID, "notificationType": "ASSET_MANAGEMENT", "uId": "7300000000000001",
	})
	succeeded = toJSON(t, object{
		"notification": object{
			"assignments": []any{device}, "eventId": event, "result": "SUCCESS", "type": "ASSOCIATE",
		},
		"notificationId": "4d2f8a-77c0-4b1e-9e0d-5f4e3d2c1b0a", "notificationType": "ASSET_MANAGEMENT",
		"uId": "7300000000000001",
	})
	return failed, succeeded
}

func explained(t *testing.T) object {
	t.Helper()
	return described(9709, message(t, 9709, catalog.Background), "notification", "fix_precondition",
		"affected_count", int64(2),
		"event.id", "b9a1f2de-6a55-4c8e-8a3c-5d7f0f6c2b31", "event.type", "ASSOCIATE",
		"notification.id", notificationID, "notification.type", "ASSET_MANAGEMENT")
}

// Notifications that are appended to files which the Collector watches.
func TestNotifications(t *testing.T) {
	t.Parallel()
	in, out := t.TempDir(), t.TempDir()
	verbatim, parsed := filepath.Join(in, "verbatim.jsonl"), filepath.Join(in, "parsed.jsonl")
	c := start(t, setup{
		configs: []string{logsConfig},
		ports:   []string{"METRICS_PORT"},
		env:     []string{"VERBATIM=" + verbatim, "PARSED=" + parsed, "OUTPUT=" + out},
	})

	failed, succeeded := notifications(t)
	both := []string{succeeded, failed}
	for i, notification := range both { // one after the other, so that the files really grow
		for _, path := range []string{verbatim, parsed} {
			appendLine(t, path, notification)
			written := c.awaitLogs(t, filepath.Join(out, filepath.Base(path)), i+1)
			body := written[i].Body()
			if path == verbatim {
				assert.Equal(t, notification, body.Str())
			} else {
				var want object
				require.NoError(t, json.Unmarshal([]byte(notification), &want))
				assert.Equal(t, want, body.AsRaw())
			}
			want := object{}
			if notification == failed {
				want = explained(t)
			}
			assert.Equal(t, want, ours(written[i].Attributes()), "%s, line %d", path, i+1)
		}
	}
	c.assertCounts(t, detected, map[string]float64{
		sighting("logs", 9709, "notification", "fix_precondition", "none"): 2,
	})
}

func appendLine(t *testing.T, path, line string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = f.WriteString(line + "\n")
	require.NoError(t, err)
	require.NoError(t, f.Close())
}
