// SPDX-License-Identifier: Apache-2.0

package docker

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const patience = 2 * time.Minute

// What the image is and does: it starts as nobody, with nothing but its own files, is healthy, and explains an error.
func TestImage(t *testing.T) {
	s := build(t)
	assert.Regexp(t, `^[1-9]\d*:[1-9]\d*$`, s.user, "no root; and a number, which Kubernetes can tell from root")
	assert.Contains(t, s.env, "LISTEN_HOST=0.0.0.0", "nobody could reach it")
	for _, file := range []string{"/etc/ssl/certs/ca-certificates.crt", "/usr/share/zoneinfo.zip", "/licenses/LICENSE"} {
		info, err := os.Stat(s.path(file))
		require.NoError(t, err)
		assert.Positive(t, info.Size(), file)
		assert.EqualValues(t, 0o444, info.Mode().Perm()&0o444, "%s can be read by all", file)
	}
	assert.Contains(t, s.env, "ZONEINFO=/usr/share/zoneinfo.zip")

	config, err := os.ReadFile(s.path(s.cmd[len(s.cmd)-1]))
	require.NoError(t, err)
	var ports []string
	for _, m := range regexp.MustCompile(`(?m)endpoint: \S*LISTEN_HOST\S*:(\d+)$|port: (\d+)$`).FindAllStringSubmatch(string(config), -1) {
		ports = append(ports, m[1]+m[2])
	}
	assert.ElementsMatch(t, s.exposed, ports, "EXPOSE, and where the configuration listens")

	p := map[string]string{}
	for _, name := range []string{"grpc", "http", "health", "metrics"} {
		p[name] = freePort(t)
	}
	out := start(t, s, []string{"LISTEN_HOST=127.0.0.1", "BACKEND_ENDPOINT=127.0.0.1:" + freePort(t), "BACKEND_INSECURE=true"},
		"yaml:receivers::otlp::protocols::grpc::endpoint: 127.0.0.1:"+p["grpc"],
		"yaml:receivers::otlp::protocols::http::endpoint: 127.0.0.1:"+p["http"],
		"yaml:extensions::health_check::endpoint: 127.0.0.1:"+p["health"],
		"yaml:service::telemetry::metrics::readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "+p["metrics"]+"}}}}]",
	)
	await(t, out, "health", func() bool {
		status, _ := get("http://127.0.0.1:" + p["health"])
		return status == http.StatusOK
	})
	resp, err := http.Post("http://127.0.0.1:"+p["http"]+"/v1/traces", "application/json", strings.NewReader(span))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusOK, resp.StatusCode)
	await(t, out, "the error among the processor's own metrics", func() bool {
		_, body := get("http://127.0.0.1:" + p["metrics"] + "/metrics")
		return regexp.MustCompile(`(?m)^otelcol_processor_mdm_error_detected\S*\{.*number="9646".*\} 1$`).MatchString(body)
	})
}

const span = `{"resourceSpans":[{"scopeSpans":[{"spans":[{
	"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET","kind":3,
	"startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225601000000000",
	"attributes":[
		{"key":"server.address","value":{"stringValue":"vpp.itunes.apple.com"}},
		{"key":"http.response.status_code","value":{"intValue":"429"}},
		{"key":"http.response.body.content","value":{"stringValue":"{\"errorNumber\":9646}"}}]}]}]}]}`

// start runs the image's entry point as its user, with its environment and nothing else, its files as the root. It takes
// root to do that.
func start(t *testing.T, s *stage, env []string, configs ...string) *output {
	t.Helper()
	require.NoError(t, os.Mkdir(s.path("/proc"), 0o755), "an engine provides it: how much memory there is, is in it")
	var args []string
	if os.Getuid() != 0 {
		args = append(args, "sudo", "-n")
	}
	args = append(args, "env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
	args = append(append(args, s.env...), env...)
	args = append(args, "unshare", "--mount", "sh", "-c",
		`root=$0 user=$1; shift; mount --bind /proc "$root/proc" && exec chroot --userspec="$user" --groups= "$root" "$@"`,
		s.root, s.user)
	args = append(append(args, s.entrypoint...), s.cmd...)
	for _, c := range configs {
		args = append(args, "--config", c)
	}
	out := &output{}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = out, out
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		hung := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
		defer hung.Stop()
		assert.NoError(t, cmd.Wait(), "the end, after SIGTERM: %s", out)
	})
	// The process is what chroot has become: its user tells whether that is so.
	await(t, out, "the image's user", func() bool {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		return os.Getuid() != 0 || err == nil && slices.Contains(strings.Split(string(status), "\n"),
			"Uid:\t"+strings.Repeat(strings.Split(s.user, ":")[0]+"\t", 3)+strings.Split(s.user, ":")[0])
	})
	return out
}

func await(t *testing.T, out fmt.Stringer, what string, done func() bool) {
	t.Helper()
	require.Eventually(t, done, patience, 50*time.Millisecond, "%s\n%s", what, out)
}

func get(url string) (status int, body string) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, ""
	}
	return resp.StatusCode, string(data)
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

// output is what a process prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
