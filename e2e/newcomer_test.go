// SPDX-License-Identifier: Apache-2.0

//go:build readme

package e2e

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// building is how long a command may take that builds a Collector: on a busy machine, with nothing built before.
const building = 20 * time.Minute

// newcomer follows README.md in an empty folder, with nothing but git, make and Go.
type newcomer struct {
	t      *testing.T
	folder string // empty at first
	clone  string // in it
	cwd    string
	env    []string
	ports  *strings.Replacer
	addr   map[string]string // by the port in README.md, the address that is used
	ran    map[string]bool   // the commands, as README.md has them
	demo   *collector
	curl   string // which sends a span
}

// readmePorts are the addresses of examples/quickstart.yaml and of the configurations in README.md, and that of the server
// that stands in for Apple's. Each may be taken on the machine that the test runs on, so free ones take their place: in the
// commands, the clone's configuration and the blocks alike. That the standard ones are those printed is all that differs.
var readmePorts = []string{"4317", "4318", "8888", "13133", "8080"}

func newNewcomer(t *testing.T) *newcomer {
	t.Helper()
	n := &newcomer{t: t, folder: t.TempDir(), addr: map[string]string{}, ran: map[string]bool{}}
	n.cwd, n.clone = n.folder, filepath.Join(n.folder, "mdmerrorprocessor")
	var pairs []string
	for _, port := range readmePorts {
		addr := net.JoinHostPort("127.0.0.1", lowPort(t))
		n.addr[port] = addr
		pairs = append(pairs, "127.0.0.1:"+port, addr, "port: "+port, "port: "+portOfAddr(addr))
	}
	source, err := filepath.Abs(root)
	require.NoError(t, err)
	n.ports = strings.NewReplacer(append(pairs, "<this repository>", source)...)

	// The clone may belong to someone else, which git asks about. What make and the tests around have set is not for it.
	safe := filepath.Join(t.TempDir(), "gitconfig")
	require.NoError(t, os.WriteFile(safe, []byte("[safe]\n\tdirectory = *\n"), 0o600))
	gopath := t.TempDir()
	n.env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "MAKE") || strings.HasPrefix(v, "MFLAGS=") || strings.HasPrefix(v, "OTELCOL=") ||
			strings.HasPrefix(v, "OTEL_") || strings.HasPrefix(v, "CONTENT_TOKEN=")
	})
	n.env = append(n.env, "GIT_CONFIG_GLOBAL="+safe, "GOPATH="+gopath, "GOBIN=", "GOMODCACHE="+goEnv(t, "GOMODCACHE"),
		// The default of the client is the standard port of the host.
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://"+n.addr["4317"])
	return n
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func portOfAddr(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }

// command is one of README.md, on the ports that are used.
func (n *newcomer) command(ctx context.Context, command string, env ...string) *exec.Cmd {
	n.t.Helper()
	n.ran[command] = true
	n.t.Logf("%s$ %s", strings.TrimPrefix(n.cwd, n.folder), command)
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", n.ports.Replace(command))
	cmd.Dir, cmd.Env = n.cwd, append(slices.Clone(n.env), env...)
	// Its children end with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = patience
	return cmd
}

// try runs a command to its end.
func (n *newcomer) try(command string, env ...string) (string, error) {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), building)
	defer cancel()
	out, err := n.command(ctx, command, env...).CombinedOutput()
	return string(out), err
}

// run is try for what must succeed.
func (n *newcomer) run(command string, env ...string) string {
	n.t.Helper()
	out, err := n.try(command, env...)
	require.NoError(n.t, err, "%s\n%s", command, out)
	return out
}

// serve starts a command that runs until Ctrl-C, and waits until its Collector is ready.
func (n *newcomer) serve(command string, env ...string) *collector {
	n.t.Helper()
	c := &collector{output: &buffer{}, ports: map[string]string{"METRICS_PORT": portOfAddr(n.addr["8888"])}, exited: make(chan struct{})}
	c.cmd = n.command(context.Background(), command, env...)
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	require.NoError(n.t, c.cmd.Start())
	go func() {
		c.err = c.cmd.Wait()
		close(c.exited)
	}()
	n.t.Cleanup(func() {
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
		<-c.exited
	})
	require.True(n.t, c.ready(n.t), "the Collector ended at its start\n%s", c.output)
	return c
}

// interrupt is Ctrl-C, which all programs on a terminal get.
func (n *newcomer) interrupt(c *collector) {
	n.t.Helper()
	require.NoError(n.t, syscall.Kill(-c.cmd.Process.Pid, syscall.SIGINT))
	c.wait(n.t)
	require.Contains(n.t, c.output.String(), "Shutdown complete.")
}

// edit changes a file, on the ports that are used.
func (n *newcomer) edit(path string, pairs ...string) {
	n.t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(n.t, err)
	changed := n.ports.Replace(strings.NewReplacer(pairs...).Replace(string(text)))
	require.NotEqual(n.t, string(text), changed, "nothing to change in %s", path)
	require.NoError(n.t, os.WriteFile(path, []byte(changed), 0o600))
}

func (n *newcomer) write(path, text string) {
	n.t.Helper()
	require.NoError(n.t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(n.t, os.WriteFile(path, []byte(n.ports.Replace(text)), 0o600))
}

// block is a piece of README.md between fences.
type block struct {
	lang, text string
	line       int
}

func (b *block) first() string { return strings.SplitN(b.text, "\n", 2)[0] }

// commands are the lines of a block of commands, without their comments. A quoted text may go on in the next line.
func (b *block) commands() []string {
	var all []string
	var open string
	for line := range strings.Lines(b.text) {
		if open == "" && strings.HasPrefix(line, "#") {
			continue
		}
		if open += line; strings.Count(open, "'")%2 == 1 {
			continue
		}
		all = append(all, strings.TrimSpace(regexp.MustCompile(` +# .*`).ReplaceAllString(open, "")))
		open = ""
	}
	return all
}

var fenced = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```")

// blocksOf returns the blocks of a page, and the page without them.
func blocksOf(page string) (blocks []*block, rest string) {
	for _, at := range fenced.FindAllStringSubmatchIndex(page, -1) {
		blocks = append(blocks, &block{page[at[2]:at[3]], page[at[4]:at[5]], 1 + strings.Count(page[:at[2]], "\n")})
	}
	return blocks, fenced.ReplaceAllString(page, "")
}

// inlineCommands are those in the text itself.
func inlineCommands(rest string) (all []string) {
	for _, m := range regexp.MustCompile("`((?:(?:make|go|git|curl|prometheus|sudo) |\\./\\w)[^`]*)`").FindAllStringSubmatch(rest, -1) {
		all = append(all, strings.Join(strings.Fields(m[1]), " "))
	}
	return all
}
