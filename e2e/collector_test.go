// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// patience is how long a test waits for what must happen, on however busy a machine; poll is how often it looks.
	patience = 2 * time.Minute
	poll     = 20 * time.Millisecond

	root = ".."
)

// process is a program that runs until the end of the test at the latest.
type process struct {
	cmd    *exec.Cmd
	output *buffer
	ports  map[string]string
	exited chan struct{} // closed once it has ended, with err
	err    error
}

// run starts a program and doesn't wait. env is its whole environment; nil means the test's own.
func run(t *testing.T, path string, args, env []string, ports map[string]string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(path, args...), output: &buffer{}, ports: ports, exited: make(chan struct{})}
	p.cmd.Dir = root // which the paths in examples/ are relative to
	p.cmd.Env = env
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	require.NoError(t, p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
	return p
}

// runOnFreePorts launches a program with a free port for each name, until it is ready: another process may take a port
// before the program does.
func runOnFreePorts(t *testing.T, names []string, launch func(ports map[string]string) *process, isReady func(*process) bool) *process {
	t.Helper()
	for range 5 {
		ports := map[string]string{}
		for _, name := range names {
			ports[name] = freePort(t)
		}
		p := launch(ports)
		if p.ready(t, isReady) {
			return p
		}
		if !p.portTaken() {
			t.Fatalf("%s ended at its start: %v\n%s", p.cmd.Path, p.err, p.output)
		}
	}
	t.Fatal("no port stayed free")
	return nil
}

func (p *process) portTaken() bool {
	return strings.Contains(p.output.String(), "address already in use")
}

// ready waits until the program is ready, and reports false if it ended instead.
func (p *process) ready(t *testing.T, isReady func(*process) bool) bool {
	t.Helper()
	return p.poll(t, "ready", func() (bool, string) { return isReady(p), "" })
}

// await polls until done reports true; the other result of done is the state, for the failure message.
func (p *process) await(t *testing.T, what string, done func() (bool, string)) {
	t.Helper()
	if !p.poll(t, what, done) {
		t.Fatalf("%s: the program ended: %v\n%s", what, p.err, p.output)
	}
}

// poll is await, but reports false if the program ended.
func (p *process) poll(t *testing.T, what string, done func() (bool, string)) bool {
	t.Helper()
	var state string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		var ok bool
		if ok, state = done(); ok {
			return true
		}
		select {
		case <-p.exited:
			return false
		case <-time.After(poll):
		}
	}
	t.Fatalf("%s: not after %v; state: %s\n%s", what, patience, state, p.output)
	return false
}

func (p *process) wait(t *testing.T) {
	t.Helper()
	select {
	case <-p.exited:
	case <-time.After(patience):
		t.Fatalf("%s hasn't ended\n%s", p.cmd.Path, p.output)
	}
}

// addr returns the address of a port.
func (p *process) addr(port string) string { return net.JoinHostPort("127.0.0.1", p.ports[port]) }

var nextPort atomic.Int64

// freePort returns a port below those that the system gives to clients, so that nobody takes it while its server is away.
func freePort(t *testing.T) string {
	t.Helper()
	for range 1000 {
		port := 20000 + (int64(os.Getpid())*100+nextPort.Add(1))%10000
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = l.Close()
			return strconv.FormatInt(port, 10)
		}
	}
	t.Fatal("no port is free")
	return ""
}

// buffer collects what a process prints while others read it.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// binary returns the path of the Collector, from the repository's root.
func binary(*testing.T) string {
	return cmp.Or(os.Getenv("OTELCOL"), "build/otelcol-mdm/otelcol-mdm")
}

// setup is a Collector to start.
type setup struct {
	// configs are files, or the text of one; later ones override earlier ones. They name what is known only at run time
	// as ${env:NAME}.
	configs []string
	ports   []string // the variables that get a free port each
	env     []string // further variables, NAME=value
}

type collector struct{ *process }

// freePorts overrides the standard ports of an example, which may be taken on this machine.
const freePorts = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
extensions:
  health_check: {endpoint: "127.0.0.1:${env:HEALTH_PORT}"}
` + freeMetricsPort

const freeMetricsPort = `
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
`

var allPorts = []string{"GRPC_PORT", "HTTP_PORT", "HEALTH_PORT", "METRICS_PORT"}

func example(name string) string { return filepath.Join("examples", name) }

// startExample starts a Collector on an example, with a backend. env are further variables.
func startExample(t *testing.T, name string, env ...string) (collector, *backend) {
	t.Helper()
	b := newBackend(t)
	return start(t, setup{
		configs: []string{example(name), freePorts}, ports: allPorts, env: append(b.env(), env...),
	}), b
}

// start starts a Collector, waits until it is ready, and stops it at the end of the test.
func start(t *testing.T, s setup) collector {
	t.Helper()
	c := begin(t, s)
	t.Cleanup(func() { c.stop(t) })
	return c
}

// begin is start for a test that ends the Collector itself, in its own way.
func begin(t *testing.T, s setup) collector {
	t.Helper()
	return collector{runOnFreePorts(t, s.ports, func(ports map[string]string) *process { return launch(t, s, ports).process }, started)}
}

// launch starts a Collector and doesn't wait.
func launch(t *testing.T, s setup, ports map[string]string) collector {
	t.Helper()
	env := append(os.Environ(), s.env...)
	for name, port := range ports {
		env = append(env, name+"="+port)
	}
	return collector{run(t, binary(t), configArgs(t, s.configs), env, ports)}
}

func configArgs(t *testing.T, configs []string) []string {
	t.Helper()
	var args []string
	for i, config := range configs {
		if strings.Contains(config, "\n") {
			path := filepath.Join(t.TempDir(), fmt.Sprintf("config-%d.yaml", i))
			require.NoError(t, os.WriteFile(path, []byte(config), 0o600))
			config = path
		}
		args = append(args, "--config", config)
	}
	return args
}

// started reports whether a Collector is ready. It reports ready before it handles signals, and a SIGTERM in between would
// kill it, so wait until it is idle, but for a second at most, as a busy one never is.
func started(p *process) bool {
	if !strings.Contains(p.output.String(), "Everything is ready.") {
		return false
	}
	for deadline := time.Now().Add(time.Second); time.Now().Before(deadline) && !rests(p); {
		time.Sleep(poll)
	}
	return true
}

// rests reports whether all threads of a process sleep; true without /proc.
func rests(p *process) bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", p.cmd.Process.Pid))
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if _, after, ok := strings.Cut(string(stat), ") "); err == nil && ok && !strings.HasPrefix(after, "S") {
			return false
		}
	}
	return true
}

// stop ends the Collector as an init system does; all it has is exported before it ends.
func (c collector) stop(t *testing.T) {
	t.Helper()
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // fails if it was stopped before
	c.wait(t)
	require.NoError(t, c.err, "the Collector's end\n%s", c.output)
}
