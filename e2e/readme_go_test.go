// SPDX-License-Identifier: Apache-2.0

//go:build readme

package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// compileSnippet: the client in Go, inside a program.
func (n *newcomer) compileSnippet(_ string, b *block) {
	n.cwd = filepath.Join(n.clone, "examples", "client")
	n.write(filepath.Join(n.cwd, "snippet", "main.go"), `package main

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

func main() {
`+b.text+`
	_ = client
}
`)
	n.run("go vet ./snippet")
}

// callService: Apple's service is not for tests. So the command as it stands is cut off from it, and the one for another
// server, with the setting that README.md asks for, calls a stand-in.
func (n *newcomer) callService(page string, b *block) {
	require.Len(n.t, b.commands(), 1)
	n.cwd = n.clone
	closed := net.JoinHostPort("127.0.0.1", lowPort(n.t))
	n.run("cd examples/client && go build -o /dev/null .") // which go run does; it may need a proxy that works
	out, err := n.try(b.commands()[0], "HTTPS_PROXY=http://"+closed)
	assert.Error(n.t, err)
	assert.Contains(n.t, page, "Without access to Apple's service the program ends with an error.")
	assert.Regexp(n.t, `(?m)^client: Get "https://vpp\.itunes\.apple\.com/mdm/v2/assets": .*`+regexp.QuoteMeta(closed), out)

	l, err := net.Listen("tcp", n.addr["8080"])
	require.NoError(n.t, err)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(errorBody(n.t, 9625, message(n.t, 9625, catalog.Response))))
	}))
	require.NoError(n.t, srv.Listener.Close())
	srv.Listener = l
	srv.Start()
	n.t.Cleanup(srv.Close)

	n.edit(filepath.Join(n.clone, "examples", "quickstart.yaml"),
		"  mdm_error: # needs no settings\n", "  mdm_error:\n    hosts: [vpp.itunes.apple.com, 127.0.0.1]\n")
	demo := n.serve("make run")
	isCall := func(s shown) bool {
		return s.attrs["apple.mdm.error.number"] == "9625" && s.attrs["apple.mdm.error.status_check"] == "match"
	}
	n.cwd = filepath.Join(n.clone, "examples", "client")
	assert.Contains(n.t, n.run("go run . -url http://127.0.0.1:8080/mdm/v2/assets"), "(error number: 9625)")
	demo.await(n.t, "the call on the terminal", func() (bool, string) {
		for _, s := range withError(shownIn(demo.output.String())) {
			if s.kind == "span" && isCall(s) {
				return true, ""
			}
		}
		return false, ""
	})
	n.interrupt(demo)
}

// importCatalog: a program of one's own, with the package catalog.
func (n *newcomer) importCatalog(_ string, b *block) {
	n.cwd = filepath.Join(n.folder, "retry")
	n.write(filepath.Join(n.cwd, "main.go"), b.text)
	n.run("go mod init retry.example.com")
	n.run("go mod edit -replace=github.com/mdm-observability/mdmerrorprocessor=../mdmerrorprocessor")
	n.run("go mod tidy")
	prints := regexp.MustCompile(`Println\(e\.StatusCode, "(.*)"\) // (\d+)\n`).FindStringSubmatch(b.text)
	require.NotNil(n.t, prints)
	assert.Equal(n.t, prints[2]+" "+prints[1]+"\n", n.run("go run ."))
}

// commands are the others, which stand in the text.
func (n *newcomer) commands() {
	n.cwd = n.clone
	assert.Contains(n.t, n.run("go doc ./catalog"), "func Lookup(")
	help := n.run("make help")
	for _, m := range regexp.MustCompile(`(?m)^\| .*make ([\w-]+)`).FindAllStringSubmatch(n.contributing(), -1) {
		assert.Regexp(n.t, `(?m)^make `+m[1]+` `, help)
	}
	assert.Regexp(n.t, `precision 1(\.0+)?\b`, strings.ToLower(n.run("make corpus")))

	n.write(filepath.Join(n.clone, "service-config.json"), toJSON(n.t, object{
		"errorCodes": []any{object{"errorMessage": "Of a stand-in.", "errorNumber": 9999}},
	}))
	assert.Contains(n.t, n.run("make catalog-diff FILE=service-config.json"), "9999")
}

func (n *newcomer) contributing() string {
	text, err := os.ReadFile(filepath.Join(n.clone, "CONTRIBUTING.md"))
	require.NoError(n.t, err)
	return string(text)
}
