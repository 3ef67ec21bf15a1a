// SPDX-License-Identifier: Apache-2.0

//go:build readme

package e2e

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// walk is what is done with each block of commands or Go in README.md, told by its first line.
var walk = map[string]func(n *newcomer, page string, b *block){
	"git clone <this repository> mdmerrorprocessor":                                                    (*newcomer).demonstrate,
	"curl http://127.0.0.1:4318/v1/traces -H 'Content-Type: application/json' -d '{\"resourceSpans\":": (*newcomer).sendOwn,
	"go run go.opentelemetry.io/collector/cmd/builder@v0.158.0 --config my-collector.yaml":             (*newcomer).buildOwn,
	"# a call through the proxy, answered with 503":                                                    (*newcomer).trySetting,
	"# a call that fails with the new number":                                                          (*newcomer).trySetting,
	"# a message in an attribute of your own":                                                          (*newcomer).trySetting,
	"// otelhttp makes the span; the transport below it adds the body":                                 (*newcomer).compileSnippet,
	"cd examples/client && go run .":                                                                   (*newcomer).callService,
	"package main":                                                                                     (*newcomer).importCatalog,
}

// notRun are the commands that aren't run, and why.
var notRun = map[string]string{
	"make test":        "this test is for the README alone; make test would run for minutes what has just run outside",
	"make test-alerts": "needs a Prometheus and an Alertmanager; .ci/run runs it",
	"prometheus --config.file=prometheus.yml --storage.tsdb.path=./prometheus-data": "needs a Prometheus; make test-alerts runs it",
	"sudo apt-get install prometheus":                                               "changes the machine",
	"sudo systemctl stop prometheus":                                                "as above",
	"make worst":                                                                    "measures for minutes; CONTRIBUTING.md has it",
	"make bench":                                                                    "measures; make unit runs its tests",
	"make bench-growth":                                                             "measures for minutes",
	"make bench-collector":                                                          "measures for minutes",
	"make compat":                                                                   "needs the newest Go; .ci/run runs it",
	"make test-backends":                                                            "needs ten minutes to build a Jaeger and a Loki; CONTRIBUTING.md says when to run it",
}

// Someone in an empty folder does what README.md says, in its order, and sees what it promises. The clone is of the last
// commit: what isn't committed doesn't count.
func TestReadmeCommands(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	page := string(text)
	blocks, rest := blocksOf(page)
	n := newNewcomer(t)
	done := map[string]bool{}
	for _, b := range blocks {
		switch b.lang {
		case "sh", "go":
			begins, step := stepOf(b)
			require.NotNil(t, step, "README.md, line %d: nothing here runs this block:\n%s", b.line, b.text)
			require.False(t, done[begins], "README.md, line %d: twice: %s", b.line, begins)
			done[begins] = true
			step(n, page, b)
		case "yaml", "text":
		default:
			t.Errorf("README.md, line %d: a block of an unknown kind: %q", b.line, b.lang)
		}
	}
	assert.Len(t, done, len(walk), "blocks that README.md no longer has")
	n.commands()
	for _, command := range inlineCommands(rest) {
		assert.True(t, n.ran[command] || notRun[command] != "", "nothing runs `%s` of README.md", command)
	}
	for command := range notRun {
		assert.Contains(t, page, command)
	}
}

func stepOf(b *block) (string, func(*newcomer, string, *block)) {
	for begins, step := range walk {
		if strings.HasPrefix(b.first(), begins) {
			return begins, step
		}
	}
	return "", nil
}

// demonstrate: two commands, and the table of what one sees.
func (n *newcomer) demonstrate(page string, b *block) {
	require.Equal(n.t, []string{"git clone <this repository> mdmerrorprocessor", "cd mdmerrorprocessor", "make run"}, b.commands())
	n.run(b.commands()[0])
	n.cwd = n.clone
	n.edit(filepath.Join(n.clone, "examples", "quickstart.yaml"))
	n.run("make otelcol") // which make run does first; it may take long
	n.demo = n.serve("make run")

	rows, all := samples(n.t, page), []shown(nil)
	n.demo.await(n.t, "the samples on the terminal", func() (bool, string) {
		all = shownIn(n.demo.output.String())
		return len(all) >= len(rows)+2, n.demo.output.String() // the last row is of three
	})
	assertSamples(n.t, rows, all)
	blocks, _ := blocksOf(page)
	assertPicture(n.t, blocks, all)
}

// sendOwn: a span of one's own, and the metrics.
func (n *newcomer) sendOwn(page string, b *block) {
	require.Len(n.t, b.commands(), 1)
	n.curl = b.commands()[0]
	before := len(withError(shownIn(n.demo.output.String())))
	n.run(n.curl)
	n.demo.await(n.t, "the span on the terminal", func() (bool, string) {
		return len(withError(shownIn(n.demo.output.String()))) > before, ""
	})
	all := withError(shownIn(n.demo.output.String()))
	says := regexp.MustCompile(`This span, for example, comes out as (.*):`).FindStringSubmatch(page)
	require.NotNil(n.t, says)
	assertShows(n.t, all[len(all)-1], says[1])

	assert.Contains(n.t, n.get("http://127.0.0.1:8888/metrics", page), "otelcol_processor_mdm_error_detected")
	n.get("http://127.0.0.1:13133", "")
	n.interrupt(n.demo)
}

// get fetches an address that README.md has.
func (n *newcomer) get(url, page string) string {
	require.True(n.t, page == "" || strings.Contains(page, url), url)
	resp, err := http.Get(n.ports.Replace(url))
	require.NoError(n.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(n.t, err)
	require.Equal(n.t, http.StatusOK, resp.StatusCode, "%s", body)
	return string(body)
}

// buildOwn: a Collector from the manifest in README.md, with the full pipeline and every other configuration there.
func (n *newcomer) buildOwn(page string, b *block) {
	require.Len(n.t, b.commands(), 2)
	n.cwd = n.folder
	blocks, _ := blocksOf(page)
	var pipeline string
	for _, other := range blocks {
		switch {
		case other.first() == "# my-collector.yaml":
			n.write(filepath.Join(n.folder, "my-collector.yaml"), other.text)
		case other.first() == "# config.yaml":
			// The Collector's metrics are on a standard port too, which such a short configuration doesn't name.
			n.write(filepath.Join(n.folder, "config.yaml"), strings.Replace(other.text, "\nservice:\n", "\nservice:\n"+
				"  telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: 8888}}}}]}}\n", 1))
		case strings.Contains(other.text, "transform/payloads:"):
			pipeline = other.text
		}
	}
	n.replaces(b.commands()[0])
	n.run(b.commands()[0])
	const check = "./my-collector/my-collector validate --config config.yaml"
	n.run(check)

	c := n.serve(b.commands()[1])
	n.run(n.curl)
	c.await(n.t, "the span on the terminal", func() (bool, string) {
		return len(withError(shownIn(c.output.String()))) == 1, ""
	})
	n.interrupt(c)

	n.write(filepath.Join(n.folder, "pipeline.yaml"), pipeline)
	backend := newBackend(n.t)
	c = n.serve(strings.ReplaceAll(b.commands()[1], "config.yaml", "pipeline.yaml"),
		"BACKEND_ENDPOINT="+backend.addr, "BACKEND_INSECURE=true")
	newSender(n.t, n.addr["4317"]).send(n.t, answeredTrace(n.t, 1, 200, 9622))
	n.interrupt(c)
	var explained int
	for _, td := range backend.td {
		for _, span := range spansOf(td) {
			if ours(span.Attributes())["apple.mdm.error.number"] == int64(9622) {
				explained++
			}
			_, has := span.Attributes().Get("http.response.body.content")
			assert.False(n.t, has)
		}
	}
	assert.Equal(n.t, 1, explained)

	// What else can be configured, in the Collector that the manifest makes.
	for _, other := range blocks {
		var doc any
		if other.lang != "yaml" || len(modulesOf(other.text)) > 0 || strings.HasPrefix(other.text, prometheusBlock) {
			continue
		}
		require.NoError(n.t, yaml.Unmarshal([]byte(other.text), &doc))
		config := other.text
		if sections := doc.(object); sections["service"] == nil {
			config = complete(n.t, sections)
		}
		n.write(filepath.Join(n.folder, "other.yaml"), config)
		out, err := n.try(strings.ReplaceAll(check, "config.yaml", "other.yaml"))
		assert.NoError(n.t, err, "README.md, line %d: %s", other.line, out)
	}
	n.misconfigure(blocks)
}

// replaces: the other way to name the clone in the manifest. Its code would be compiled to the same Collector.
func (n *newcomer) replaces(build string) {
	text, err := os.ReadFile(filepath.Join(n.folder, "my-collector.yaml"))
	require.NoError(n.t, err)
	manifest := regexp.MustCompile(`(?m)^ +path: .*\n`).ReplaceAllString(string(text), "") +
		"\nreplaces:\n  - github.com/mdm-observability/mdmerrorprocessor => " + n.clone + "\n"
	require.NotContains(n.t, manifest, "path: ./mdm")
	n.write(filepath.Join(n.folder, "replaces.yaml"), strings.ReplaceAll(manifest, "./my-collector", "./replaced"))
	n.run(strings.ReplaceAll(build, "my-collector.yaml", "replaces.yaml --skip-compilation"))
	mod, err := os.ReadFile(filepath.Join(n.folder, "replaced", "go.mod"))
	require.NoError(n.t, err)
	assert.Contains(n.t, string(mod), "mdmerrorprocessor => "+n.clone+"\n")
}

// misconfigure: the messages under "The Collector doesn't start".
func (n *newcomer) misconfigure(blocks []*block) {
	wrong := map[string]string{
		"errors[1].retry_class: ": "errors: [{number: 1, status_code: 400}, {number: 2, retry_class: later}]",
		"host: ":                  "host: [b.example]",
		"detect_in_text: ":        "detect_in_text: maybe",
	}
	i := slices.IndexFunc(blocks, func(b *block) bool { return b.lang == "text" && strings.HasPrefix(b.text, "errors[1]") })
	require.NotEqual(n.t, -1, i)
	for line := range strings.Lines(blocks[i].text) {
		line = strings.TrimSuffix(strings.TrimSpace(line), "...")
		about := regexp.MustCompile(`^\S+ `).FindString(line)
		require.NotEmpty(n.t, wrong[about], line)
		n.write(filepath.Join(n.folder, "wrong.yaml"), strings.ReplaceAll(withSettings(wrong[about]), "nop", "debug"))
		out, err := n.try("./my-collector/my-collector validate --config wrong.yaml")
		assert.Error(n.t, err)
		assert.Contains(n.t, out, line)
		delete(wrong, about)
	}
	assert.Empty(n.t, wrong)
}
