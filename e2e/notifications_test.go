// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

// order asks for two assignments.
const order = `{"assets":[{"adamId":"5550001","pricingParam":"STDQ"}],"clientUserIds":["pupil-017"],"serialNumbers":["SAMPLE0001"]}`

// serveNotified is serve for a service whose notifications are awaited, one after the other.
func serveNotified(t *testing.T) (service string, next func() string) {
	t.Helper()
	sent := make(chan string, 10)
	service = serve(t, fake.Options{Notify: func(n fake.Notification) { sent <- string(n.Body) }})
	return service, func() string {
		select {
		case body := <-sent:
			return body
		case <-time.After(patience):
			t.Fatal("no notification")
			return ""
		}
	}
}

// notifications are of a failed association, and of one that succeeded.
func notifications(t *testing.T) (failed, succeeded string) {
	t.Helper()
	service, next := serveNotified(t)
	m := &mdm{http: http.DefaultClient}
	m.call(t, service, ask{"POST " + associate, order, "9709"})
	failed = next()
	m.call(t, service, ask{"POST " + associate, order, ""})
	return failed, next()
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
	var about struct {
		Notification   struct{ EventID string }
		NotificationID string
	}
	require.NoError(t, json.Unmarshal([]byte(failed), &about))
	explained := described(9709, message(t, 9709, catalog.Background), "notification", "fix_precondition",
		"affected_count", int64(2),
		"event.id", about.Notification.EventID, "event.type", "ASSOCIATE",
		"notification.id", about.NotificationID, "notification.type", "ASSET_MANAGEMENT", "library.uid", "7300000000000001")
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
