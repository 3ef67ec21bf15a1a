// SPDX-License-Identifier: Apache-2.0

//go:build alerts || backends

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// server is another program's server, which runs until the end of the test.
type server struct {
	*process
	addr, url string
}

// serveProgram starts a server, and waits until it answers at ready, a path of its port.
func serveProgram(t *testing.T, port, ready, path string, args ...string) server {
	t.Helper()
	s := server{run(t, nil, path, args...), "127.0.0.1:" + port, "http://127.0.0.1:" + port}
	s.await(t, path+" is ready", func() (bool, any) {
		resp, err := http.Get(s.url + ready)
		if err != nil {
			return false, err
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK, resp.Status
	})
	return s
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
