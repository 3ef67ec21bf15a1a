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

const (
	notificationID = "4d2f8a-77c0-4b1e-9e0d-0a1b2c3d4e5f"
	eventID        = "b9a1f2de-6a55-4c8e-8a3c-5d7f0f6c2b31"
)

// notifications are a failed association, and one that succeeded.
func notifications(t *testing.T) (failed, succeeded string) {
	t.Helper()
	device := object{"adamId": "5550001", "pricingParam": "STDQ", "serialNumber": "SAMPLE0001"}
	user := object{"adamId": "5550001", "pricingParam": "STDQ", "clientUserId": "pupil-017"}
	failed = toJSON(t, object{
		"notification": object{
			"assignments": []any{device, user},
			"error":       object{"errorMessage": message(t, 9709, catalog.Background), "errorNumber": 9709},
			"eventId":     eventID, "result": "FAILURE", "type": "ASSOCIATE",
		},
		"notificationId": notificationID, "notificationType": "ASSET_MANAGEMENT", "uId": "7300000000000001",
	})
	succeeded = toJSON(t, object{
		"notification": object{
			"assignments": []any{device}, "eventId": eventID, "result": "SUCCESS", "type": "ASSOCIATE",
		},
		"notificationId": "4d2f8a-77c0-4b1e-9e0d-5f4e3d2c1b0a", "notificationType": "ASSET_MANAGEMENT",
		"uId": "7300000000000001",
	})
	return failed, succeeded
}

// Notifications appended to files that the Collector watches, which keeps their bodies as a string or parses them.
func TestNotificationsExample(t *testing.T) {
	t.Parallel()
	backend := newBackend(t)
	dir := t.TempDir()
	verbatim, parsed := filepath.Join(dir, "verbatim"), filepath.Join(dir, "parsed")
	c := start(t, setup{
		configs: []string{example("notifications.yaml"), freeMetricsPort}, ports: []string{"METRICS_PORT"},
		env: append(backend.env(), "NOTIFICATIONS_VERBATIM="+verbatim, "NOTIFICATIONS_PARSED="+parsed),
	})
	failed, succeeded := notifications(t)
	explained := described(9709, message(t, 9709, catalog.Background), "notification", "fix_precondition",
		"affected_count", int64(2),
		"event.id", eventID, "event.type", "ASSOCIATE",
		"notification.id", notificationID, "notification.type", "ASSET_MANAGEMENT", "library.uid", "7300000000000001")
	n := 0
	for _, notification := range []string{succeeded, failed} { // one after the other, so that the files really grow
		var fields any
		require.NoError(t, json.Unmarshal([]byte(notification), &fields))
		for path, want := range map[string]any{verbatim: notification, parsed: fields} {
			appendLine(t, path, notification)
			n++
			lr := awaitN(t, c, n, backend.records)[n-1]
			assert.Equal(t, want, lr.Body().AsRaw())
			if notification == failed {
				assert.Equal(t, explained, ours(lr.Attributes()), path)
			} else {
				assert.Empty(t, ours(lr.Attributes()), path)
			}
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

// notificationsConfig adds the file of an MDM server's notifications to its spans and log records.
const notificationsConfig = `
receivers: {file_log: {include: ["${env:NOTIFICATIONS}"], start_at: beginning}}
service: {pipelines: {logs/notifications: {receivers: [file_log], processors: [mdm_error], exporters: [otlp_grpc]}}}
`

// A notification about a failure leads to the call that started the event, in another trace.
func TestNotificationLeadsToCall(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	path := filepath.Join(t.TempDir(), "notifications.jsonl")
	c := start(t, setup{
		configs: []string{signalsConfig, notificationsConfig}, ports: []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"},
		env: append(b.env(), "NOTIFICATIONS="+path),
	})
	const poll = "GET /mdm/v2/status"
	answers := map[string]answer{
		"POST /mdm/v2/assets/associate": {status: 200, body: `{"eventId":"` + eventID + `","uId":"7300000000000001"}`},
		poll:                            {status: 200, body: `{"eventId":"` + eventID + `","eventStatus":"PENDING"}`},
	}
	spans := made(t, c, b, newMDM(t, c, false), answers)
	assert.Empty(t, ours(spans[poll].Attributes()))
	call := spans["POST /mdm/v2/assets/associate"]
	assert.Equal(t, object{"apple.mdm.event.id": eventID}, ours(call.Attributes()), "as the client wrote it")

	failed, succeeded := notifications(t)
	appendLine(t, path, succeeded)
	appendLine(t, path, failed)
	for _, lr := range awaitN(t, c, 2, b.records) {
		got := ours(lr.Attributes())
		if lr.Body().Str() == succeeded {
			assert.Empty(t, got)
			continue
		}
		assert.Equal(t, call.TraceID().String(), got["apple.mdm.event.trace_id"])
		assert.Equal(t, call.SpanID().String(), got["apple.mdm.event.span_id"])
	}
}
