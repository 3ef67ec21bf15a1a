// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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
	log    string        // the file with its output
	exited chan struct{} // closed once it has ended
}

// run starts a program and doesn't wait. env is added to the test's own environment.
func run(t *testing.T, env []string, path string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(path, args...), log: filepath.Join(t.TempDir(), "output"), exited: make(chan struct{})}
	output, err := os.Create(p.log)
	require.NoError(t, err)
	p.cmd.Dir = root // which the paths in examples/ are relative to
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = output, output
	require.NoError(t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		_ = output.Close()
		close(p.exited)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
	return p
}

// output returns what the program has printed so far.
func (p *process) output() string {
	text, _ := os.ReadFile(p.log)
	return string(text)
}

// await waits until done reports true; the other result of done is the state, for the failure message.
func (p *process) await(t *testing.T, what string, done func() (bool, any)) {
	t.Helper()
	deadline := time.After(patience)
	for {
		ok, state := done()
		if ok {
			return
		}
		select {
		case <-p.exited:
			t.Fatalf("%s: the program ended: %v\n%s", what, p.cmd.ProcessState, p.output())
		case <-deadline:
			t.Fatalf("%s: not after %v; state: %v\n%s", what, patience, state, p.output())
		case <-time.After(poll):
		}
	}
}

func (p *process) wait(t *testing.T) {
	t.Helper()
	select {
	case <-p.exited:
	case <-time.After(patience):
		t.Fatalf("%s hasn't ended\n%s", p.cmd.Path, p.output())
	}
}

// end sends a signal, and waits until the program has ended.
func (p *process) end(t *testing.T, sig os.Signal) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(sig))
	p.wait(t)
}

var nextPort atomic.Int64

// freePort returns a port below those that the system gives to clients, so that nobody takes it while its server is away.
func freePort(t *testing.T) string {
	t.Helper()
	syscall.ForkLock.RLock() // a program that is started meanwhile would hold the port for a moment
	defer syscall.ForkLock.RUnlock()
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

// get returns the body at a URL.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", url, text)
	return string(text)
}

func readFile(t *testing.T, elements ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(elements...))
	require.NoError(t, err)
	return string(text)
}
