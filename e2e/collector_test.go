// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// patience is how long a test waits for what must happen: long enough for a busy machine. Nothing waits
	// longer than it has to.
	patience = 2 * time.Minute
	// poll is how often it looks.
	poll = 20 * time.Millisecond

	root = ".."
)

// binary returns the absolute path of the Collector.
func binary(t *testing.T) string {
	t.Helper()
	path := os.Getenv("OTELCOL")
	if path == "" {
		path = filepath.Join(root, "build", "otelcol-mdm", "otelcol-mdm")
	}
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("no Collector to test: %v; `make otelcol` builds it, the variable OTELCOL names another", err)
	}
	return path
}

// setup is a Collector to start.
type setup struct {
	// configs are files, or the text of one; later ones override earlier ones. They name ports, and whatever else
	// is known only at run time, as ${env:NAME}.
	configs []string
	// ports are the variables that get a free port each.
	ports []string
	// env are further variables, NAME=value.
	env []string
}

// collector is one that runs.
type collector struct {
	cmd    *exec.Cmd
	output *buffer
	ports  map[string]string
	exited chan struct{} // closed once it has ended, with err
	err    error
}

// start starts a Collector, waits until it is ready, and stops it at the end of the test.
func start(t *testing.T, s setup) *collector {
	t.Helper()
	c := begin(t, s)
	t.Cleanup(func() { c.stop(t) })
	return c
}

// begin starts a Collector that the test itself ends, and waits until it is ready.
func begin(t *testing.T, s setup) *collector {
	t.Helper()
	// A free port may be taken by another process before the Collector takes it.
	for range 5 {
		c := launch(t, s)
		if c.ready(t) {
			return c
		}
		if !strings.Contains(c.output.String(), "address already in use") {
			t.Fatalf("the Collector ended at its start: %v\n%s", c.err, c.output)
		}
	}
	t.Fatal("no port stayed free for the Collector")
	return nil
}

// launch starts a Collector and doesn't wait.
func launch(t *testing.T, s setup) *collector {
	t.Helper()
	env, ports := append(os.Environ(), s.env...), map[string]string{}
	for _, name := range s.ports {
		ports[name] = freePort(t)
		env = append(env, name+"="+ports[name])
	}
	return run(t, configArgs(t, s.configs), env, ports)
}

func run(t *testing.T, args, env []string, ports map[string]string) *collector {
	t.Helper()
	c := &collector{output: &buffer{}, ports: ports, exited: make(chan struct{})}
	c.cmd = exec.Command(binary(t), args...)
	c.cmd.Dir = root // which the paths in examples/ are relative to
	c.cmd.Env = env
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	require.NoError(t, c.cmd.Start())
	go func() {
		c.err = c.cmd.Wait()
		close(c.exited)
	}()
	// Whatever becomes of the test, no process stays behind.
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		<-c.exited
	})
	return c
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

// ready waits until the Collector is ready, and reports false if it ended instead.
func (c *collector) ready(t *testing.T) bool {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if strings.Contains(c.output.String(), "Everything is ready.") {
			c.settle()
			return true
		}
		select {
		case <-c.exited:
			return false
		case <-time.After(poll):
		}
	}
	t.Fatalf("the Collector isn't ready after %v\n%s", patience, c.output)
	return false
}

// settle waits until the Collector does nothing: it says that it is ready before it listens to signals, and a SIGTERM in
// between would kill it. One that never rests, for it has much to do from the start, listens long before the wait is over.
func (c *collector) settle() {
	for deadline := time.Now().Add(time.Second); time.Now().Before(deadline) && !c.rests(); {
		time.Sleep(poll)
	}
}

// rests reports whether all threads of the Collector sleep; it is true where /proc doesn't tell.
func (c *collector) rests() bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", c.cmd.Process.Pid))
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if _, after, ok := strings.Cut(string(stat), ") "); err == nil && ok && !strings.HasPrefix(after, "S") {
			return false
		}
	}
	return true
}

// await polls until done reports true. What done returns beside it says how far things are.
func (c *collector) await(t *testing.T, what string, done func() (bool, string)) {
	t.Helper()
	var state string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		var ok bool
		if ok, state = done(); ok {
			return
		}
		select {
		case <-c.exited:
			t.Fatalf("%s: the Collector ended: %v\n%s", what, c.err, c.output)
		case <-time.After(poll):
		}
	}
	t.Fatalf("%s: not after %v; it was: %s\n%s", what, patience, state, c.output)
}

// stop ends the Collector as an init system does; all it has is exported before it ends.
func (c *collector) stop(t *testing.T) {
	t.Helper()
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // fails if it was stopped before
	c.wait(t)
	require.NoError(t, c.err, "the Collector's end\n%s", c.output)
}

func (c *collector) wait(t *testing.T) {
	t.Helper()
	select {
	case <-c.exited:
	case <-time.After(patience):
		t.Fatalf("the Collector runs on\n%s", c.output)
	}
}

// addr returns the address of the port that the variable holds.
func (c *collector) addr(name string) string { return net.JoinHostPort("127.0.0.1", c.ports[name]) }

func freePort(t *testing.T) string {
	t.Helper()
	l := listen(t)
	defer l.Close()
	return portOf(t, l)
}

// listen takes a port, until the end of the test.
func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func portOf(t *testing.T, l net.Listener) string {
	t.Helper()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
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
