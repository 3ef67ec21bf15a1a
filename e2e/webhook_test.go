// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// Our Collector doesn't have the receiver of this example. What is around it is valid, and what it must not do is off.
func TestWebhookExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, example("webhook"), "notifications-webhook.yaml"))
	require.NoError(t, err)
	var config struct {
		Receivers map[string]object
		Rest      object `yaml:",inline"`
	}
	require.NoError(t, yaml.Unmarshal(text, &config))
	receiver := config.Receivers["webhookevent"]
	require.NotNil(t, receiver)
	assert.NotContains(t, receiver, "convert_headers_to_attributes")
	assert.NotContains(t, receiver, "header_attribute_regex")
	assert.Equal(t, object{"key": "Authorization", "value": "Bearer ${env:NOTIFICATION_AUTH_TOKEN}"}, receiver["required_header"])
	assert.Equal(t, false, receiver["split_logs_at_newline"])

	// Another that makes a string body of what it takes stands in for it.
	config.Rest["receivers"] = object{"file_log": object{"include": []string{"notifications.jsonl"}}}
	logs := config.Rest["service"].(object)["pipelines"].(object)["logs"].(object)
	assert.Equal(t, []any{"webhookevent"}, logs["receivers"])
	logs["receivers"] = []string{"file_log"}
	rest, err := yaml.Marshal(config.Rest)
	require.NoError(t, err)
	out, err := validate(t, string(rest))
	require.NoError(t, err, out)
}
