// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// onLoopback makes the loopback interface a host of Apple's service.
const onLoopback = "\nprocessors: {mdm_error: {hosts: [127.0.0.1]}}"

// token must not appear anywhere.
const token = "c2VjcmV0LXRva2Vu"

// serve starts a service that answers each call after a delay, and returns its URL. If unending, its responses don't end before
// the caller closes them.
func serve(t *testing.T, latency time.Duration, unending bool, answer func(w http.ResponseWriter, r *http.Request)) (url string) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(latency)
		answer(w, r)
		if unending {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// The styles of examples/client, with the same response: 503 instead of the documented 429. Log records are exported before spans.
func TestClientInGo(t *testing.T) {
	t.Parallel()
	client := filepath.Join(t.TempDir(), "client")
	build := exec.Command("go", "build", "-o", client, ".")
	build.Dir = filepath.Join(root, example("client"))
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for style, want := range map[string]map[string]string{
		"plain":       {"HTTP GET": "backoff"},
		"bodyspan":    {"HTTP GET": "9646 response backoff mismatch 7"},
		"recorderror": {"HTTP GET": "9646 trace backoff mismatch", "call Apple": "9646 message backoff mismatch"},
		"slog":        {"HTTP GET": "9646 trace backoff mismatch", "call Apple": "", "call to Apple failed": "9646 message backoff"},
	} {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			// The call ends after its error is recorded, unless the body is read ahead.
			service := serve(t, 0, style != "bodyspan", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(http.StatusServiceUnavailable)
				_, _ = io.WriteString(w, errorBody(9646))
			})
			c := start(t, nil, bothSignals, onLoopback)
			cmd := exec.Command(client, "-url", service+"/mdm/v2/assets", "-style", style)
			cmd.Env = append(os.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.addr("GRPC_PORT"), "CONTENT_TOKEN="+token,
				"OTEL_BSP_SCHEDULE_DELAY=600000") // all spans at once, at the client's end
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", out)
			assert.Contains(t, string(out), "9646")
			c.stop(t) // which exports what is left

			got, all := map[string]string{}, string(out)+c.output()
			for _, span := range c.backend.spans() {
				got[span.Name()] = told(span.Attributes())
			}
			for _, lr := range c.backend.records() {
				got[lr.Body().Str()] = told(lr.Attributes())
			}
			assert.Equal(t, want, got)
			for _, batch := range c.backend.batches {
				all += marshal(t, batch)
			}
			assert.NotContains(t, all, token)
		})
	}
}

// An MDM server in JavaScript that logs its errors, in both orders: its spans are made by the instrumentations of http and of fetch.
// By default, the SDK exports log records first.
//
// Not parallel: on a busy machine, the error may come so long after the call that the call isn't blamed for it.
func TestClientInJavaScript(t *testing.T) {
	client := installJavaScript(t)
	const associate, create = "/mdm/v2/assets/associate", "/mdm/v2/users/create"
	for _, tt := range []struct {
		order, env string
		want       []string
	}{
		{
			"error_first", "OTEL_BSP_SCHEDULE_DELAY=5000", // the default, like the 1 s of log records
			[]string{
				"9622 message reauthenticate", "9622 trace reauthenticate mismatch", "9609 message fix_precondition",
				"9609 trace fix_precondition match", "", "",
			},
		},
		{
			"call_first", "OTEL_BSP_SCHEDULE_DELAY=50",
			[]string{
				"9622 message reauthenticate mismatch", "", "9609 message fix_precondition match", "fix_request", "", "",
			},
		},
	} {
		for _, kind := range []string{"http", "fetch"} {
			t.Run(kind+", "+tt.order, func(t *testing.T) {
				t.Parallel()
				c := start(t, nil, bothSignals, onLoopback)
				// A realistic latency: a call is blamed for an error only if the error follows soon, relative to the call's duration.
				service := serve(t, 200*time.Millisecond, false, func(w http.ResponseWriter, r *http.Request) {
					body := errorBody(9622)
					if r.URL.Path == create {
						w.WriteHeader(http.StatusBadRequest)
						body = errorBody(9609)
					}
					_, _ = io.WriteString(w, body)
				})
				run(t, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://" + c.addr("HTTP_PORT"), tt.env},
					"node", client, kind, service+associate, service+create)
				var got []string
				for _, span := range awaitN(t, c, 4, c.backend.spans) { // each call has a span around it
					got = append(got, told(span.Attributes()))
				}
				for _, lr := range awaitN(t, c, 2, c.backend.records) {
					got = append(got, told(lr.Attributes()))
				}
				assert.ElementsMatch(t, tt.want, got)
			})
		}
	}
}

// installJavaScript installs what the client needs, and returns its path.
func installJavaScript(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not on the PATH: the client in JavaScript is not tested. Node.js 20.6 or newer has it", program)
		}
	}
	dir, err := filepath.Abs(filepath.Join(root, "build", "javascript"))
	require.NoError(t, err)
	const lock = "package-lock.json"
	before, _ := os.ReadFile(filepath.Join(dir, lock))
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for _, name := range []string{"client.cjs", "package.json", lock} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(readFile(t, "javascript", name)), 0o600))
	}
	if readFile(t, "javascript", lock) != string(before) {
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			_ = os.Remove(filepath.Join(dir, lock)) // to be tried again
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
	}
	return filepath.Join(dir, "client.cjs")
}
