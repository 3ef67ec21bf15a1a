// SPDX-License-Identifier: Apache-2.0

//go:build alerts || backends

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// server is another program's server, which runs until the end of the test.
type server struct {
	*process
	url string
}

var portName = regexp.MustCompile(`\b([A-Z]+_)?PORT\b`)

// serveProgram starts a server on free ports, and waits until it answers at ready, a path. In args, PORT is replaced by the
// port that is queried, and any A_PORT by another one.
func serveProgram(t *testing.T, ready, path string, args ...string) server {
	t.Helper()
	var names []string
	for _, arg := range args {
		names = append(names, portName.FindAllString(arg, -1)...)
	}
	p := runOnFreePorts(t, names, func(ports map[string]string) *process {
		var used []string
		for _, arg := range args {
			used = append(used, portName.ReplaceAllStringFunc(arg, func(name string) string { return ports[name] }))
		}
		return run(t, path, used, nil, ports)
	}, func(p *process) bool {
		resp, err := http.Get("http://" + p.addr("PORT") + ready)
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return server{p, "http://" + p.addr("PORT")}
}

// get reads JSON. parameters are names and values.
func (s server) get(t *testing.T, into any, path string, parameters ...string) {
	t.Helper()
	values := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	text := get(t, s.url+path+"?"+values.Encode())
	require.NoError(t, json.Unmarshal([]byte(text), into), "%s: %s", path, text)
}

// sample is one element of an instant vector.
type sample struct {
	Metric map[string]string `json:"metric"`
	Value  [2]any            `json:"value"`
}

func (s sample) value() string { return fmt.Sprint(s.Value[1]) }

// configFile writes a configuration to a file in a directory. JSON is YAML.
func configFile(t *testing.T, dir string, config object) string {
	t.Helper()
	file := filepath.Join(dir, "config.yaml")
	require.NoError(t, os.WriteFile(file, []byte(toJSON(t, config)), 0o600))
	return file
}
