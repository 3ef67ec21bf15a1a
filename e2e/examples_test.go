// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// The quick start: `make run` explains the samples on the terminal.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	c := start(t, setup{configs: []string{example("quickstart.yaml"), freePorts}, ports: allPorts})

	get(t, "http://"+c.addr("HEALTH_PORT"))
	number := regexp.MustCompile(`apple\.mdm\.error\.number: Int\((\d+)\)`)
	want := []string{"9609", "9609", "9622", "9625", "9646", "9709"}
	c.await(t, "errors on the terminal", func() (bool, string) {
		var seen []string
		for _, m := range number.FindAllStringSubmatch(c.output.String(), -1) {
			seen = append(seen, m[1])
		}
		slices.Sort(seen)
		return slices.Equal(want, seen), fmt.Sprint(seen)
	})
	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9646, "response", "backoff", "match"):           1,
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"): 1,
		sighting("traces", 9609, "status", "fix_precondition", "none"):     1,
		sighting("logs", 9609, "response", "fix_precondition", "match"):    1,
		sighting("logs", 9625, "response", "reauthenticate", "none"):       1,
		sighting("logs", 9709, "notification", "fix_precondition", "none"): 1,
	})
}

// The full pipeline, with a client's span on its way to a backend.
func TestPipelineExample(t *testing.T) {
	t.Parallel()
	c, backend := startExample(t, "pipeline.yaml")
	answers := map[string]answer{"GET /mdm/v2/assets": {429, "7", documented(t, 9646)}}
	for _, span := range made(t, c, backend, newMDM(t, c, false), answers) {
		assert.EqualValues(t, 9646, ours(span.Attributes())["apple.mdm.error.number"])
	}
}

// The canary explains on its terminal what the backend gets unexplained, and prints nothing that is healthy.
func TestCanaryExample(t *testing.T) {
	t.Parallel()
	c, backend := startExample(t, "canary.yaml")
	s := newSender(t, c.addr("GRPC_PORT"))
	s.send(t, answeredTrace(t, 1, 200, 9622), answeredTrace(t, 2, 200, 0))
	s.sendLogs(t, "2 assets", "Apps and Books answered HTTP 429, Apple error 9646")
	c.stop(t)

	for _, lr := range backend.records() {
		assert.Empty(t, ours(lr.Attributes()))
	}
	for _, span := range backend.spans() {
		assert.Empty(t, ours(span.Attributes()))
	}
	assert.Len(t, backend.records(), 2)
	assert.Len(t, backend.spans(), 4)
	out := c.output.String()
	assert.Equal(t, 1, strings.Count(out, "\nSpan #"), out)
	assert.Equal(t, 1, strings.Count(out, "\nLogRecord #"), out)
	assert.Contains(t, out, "apple.mdm.error.number: Int(9622)")
	assert.Contains(t, out, "apple.mdm.error.number: Int(9646)")
}

// Our Collector lacks the receiver of this example. The rest is valid, and the receiver takes no header into records.
func TestWebhookExample(t *testing.T) {
	t.Parallel()
	var config struct {
		Receivers map[string]object
		Rest      object `yaml:",inline"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(readFile(t, root+"/examples/webhook/notifications-webhook.yaml")), &config))
	receiver := config.Receivers["webhookevent"]
	require.NotNil(t, receiver)
	assert.NotContains(t, receiver, "convert_headers_to_attributes")
	assert.NotContains(t, receiver, "header_attribute_regex")
	assert.Equal(t, object{"key": "Authorization", "value": "Bearer ${env:NOTIFICATION_AUTH_TOKEN}"}, receiver["required_header"])
	assert.Equal(t, false, receiver["split_logs_at_newline"])

	// Another receiver whose bodies are strings replaces it.
	config.Rest["receivers"] = object{"file_log": object{"include": []string{"notifications.jsonl"}}}
	logs := config.Rest["service"].(object)["pipelines"].(object)["logs"].(object)
	assert.Equal(t, []any{"webhookevent"}, logs["receivers"])
	logs["receivers"] = []string{"file_log"}
	rest, err := yaml.Marshal(config.Rest)
	require.NoError(t, err)
	out, err := validate(t, string(rest))
	require.NoError(t, err, out)
}
