// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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

// run starts a program and doesn't wait. env is its whole environment; nil stands for the test's own.
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
