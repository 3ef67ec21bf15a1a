// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// loadConfig reads a section of testdata/config.yaml as the Collector does at start.
func loadConfig(t *testing.T, name string) (*Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	id := component.NewIDWithName(metadata.Type, name).String()
	require.True(t, conf.IsSet(id), "there is no section %s", id)
	sub, err := conf.Sub(id)
	require.NoError(t, err)
	cfg := NewFactory().CreateDefaultConfig().(*Config)
	if err := sub.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, confmap.Validate(cfg)
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	cfg, err := loadConfig(t, "")
	require.NoError(t, err)
	assert.Equal(t, defaultConfig(), cfg)
	assert.Equal(t, []string{"vpp.itunes.apple.com"}, cfg.Hosts)
	assert.Empty(t, cfg.PayloadAttributes)
	assert.Empty(t, cfg.MessageAttributes)
	assert.Equal(t, 1048576, cfg.MaxPayloadSize)
	assert.False(t, cfg.MarkErrors)
	assert.Empty(t, cfg.Errors)
}

// What may be written is what is read.
func TestSettingsAreFields(t *testing.T) {
	t.Parallel()
	for of, known := range map[reflect.Type]map[string]settingType{
		reflect.TypeFor[Config](): settings, reflect.TypeFor[ErrorConfig](): errorSettings,
	} {
		var names []string
		for i := range of.NumField() {
			if name, ok := of.Field(i).Tag.Lookup("mapstructure"); ok {
				names = append(names, name)
			}
		}
		assert.ElementsMatch(t, names, slices.Collect(maps.Keys(known)), "%s", of)
	}
}

func TestConfigEverySetting(t *testing.T) {
	t.Parallel()
	cfg, err := loadConfig(t, "all")
	require.NoError(t, err)
	want := defaultConfig()
	want.Hosts = []string{"vpp.itunes.apple.com", "mdm-proxy.example.com", "192.0.2.17", "2001:db8::17"}
	want.PayloadAttributes = []string{"vpp.answer", "http.response.body"}
	want.MessageAttributes = []string{"vpp.note"}
	want.MaxPayloadSize = 65536
	want.MarkErrors = true
	want.Errors = []ErrorConfig{
		{Number: 9999, API: catalog.V2, Message: "The new error.", StatusCode: 400, RetryClass: catalog.FixRequest},
		{Number: 9999, API: catalog.V1, RetryClass: catalog.Backoff},
		{Number: 9603, RetryClass: catalog.Unknown},
	}
	assert.Equal(t, want, cfg)
}

// A wrong setting is named by its path, with its value and what is allowed.
const noHost = " is no host, must be a name or an IP address, without scheme, port or path"

// withoutPreamble drops what the Collector puts in front of an error that it met while decoding.
func withoutPreamble(message string) string {
	const preamble = "decoding failed due to the following error(s):\n\n"
	return strings.TrimPrefix(message[max(0, strings.LastIndex(message, preamble)):], preamble)
}

func TestConfigWrong(t *testing.T) {
	t.Parallel()
	wrong := map[string]string{
		"hosts_empty":                 "hosts: [] is empty, must name at least one host, such as vpp.itunes.apple.com",
		"hosts_url":                   `hosts[1]: "https://mdm-proxy.example.com"` + noHost,
		"hosts_port":                  `hosts[0]: "mdm-proxy.example.com:8443"` + noHost,
		"hosts_path":                  `hosts[0]: "mdm-proxy.example.com/mdm"` + noHost,
		"hosts_blank":                 `hosts[0]: ""` + noHost,
		"hosts_space":                 `hosts[0]: "mdm proxy.example.com"` + noHost,
		"hosts_dots":                  `hosts[0]: "mdm..example.com"` + noHost,
		"hosts_twice":                 `hosts[2]: "VPP.itunes.apple.com" is there twice, must be given once`,
		"hosts_type":                  "hosts: map[name:vpp.itunes.apple.com] is of the wrong type, must be a list of texts",
		"payload_attributes_blank":    `payload_attributes[1]: " " is empty, must be the name of an attribute`,
		"payload_attributes_twice":    `payload_attributes[1]: "vpp.answer" is there twice, must be given once`,
		"payload_attributes_ours":     `payload_attributes[0]: "apple.mdm.error.number" is written by this processor, must be another attribute`,
		"payload_attributes_message":  `payload_attributes[0]: "exception.message" is searched for messages already, must be another attribute`,
		"payload_attributes_meaning":  `payload_attributes[0]: "server.address" has a meaning of its own, must be another attribute`,
		"payload_attributes_both":     `payload_attributes[0]: "vpp.answer" is in message_attributes too, must be another attribute`,
		"message_attributes_blank":    `message_attributes[0]: "" is empty, must be the name of an attribute`,
		"message_attributes_twice":    `message_attributes[2]: "vpp.note" is there twice, must be given once`,
		"message_attributes_ours":     `message_attributes[0]: "apple.mdm.retry.class" is written by this processor, must be another attribute`,
		"message_attributes_payload":  `message_attributes[0]: "http.response.body.content" is searched for payloads already, must be another attribute`,
		"message_attributes_meaning":  `message_attributes[0]: "http.response.status_code" has a meaning of its own, must be another attribute`,
		"max_payload_size_zero":       "max_payload_size: 0 is too small, must be at least 1 (bytes)",
		"max_payload_size_negative":   "max_payload_size: -1 is too small, must be at least 1 (bytes)",
		"max_payload_size_type":       `max_payload_size: "1MiB" is of the wrong type, must be a whole number`,
		"mark_errors_type":            `mark_errors: "sometimes" is of the wrong type, must be true or false`,
		"errors_number_missing":       "errors[0].number: it is missing, must be from 1 to 2147483647",
		"errors_number_negative":      "errors[0].number: -9602 is no error number, must be from 1 to 2147483647",
		"errors_number_type":          `errors[0].number: "VPP-9602" is of the wrong type, must be a whole number`,
		"errors_api":                  `errors[0].api: unknown API "v3", must be one of: v1, v2`,
		"errors_status_code":          "errors[1].status_code: 99 is no HTTP status, must be from 100 to 599",
		"errors_status_code_high":     "errors[0].status_code: 600 is no HTTP status, must be from 100 to 599",
		"errors_retry_class":          `errors[2].retry_class: unknown class "later", must be one of: backoff, reauthenticate, fix_precondition, fix_request, already_done, never, unknown`,
		"errors_twice":                "errors[2].number: 9999 is in errors[0] for the same API, must be there once for each of: v1, v2 (without api, it is for both)",
		"errors_twice_for_both":       "errors[1].number: 9999 is in errors[0] for the same API, must be there once for each of: v1, v2 (without api, it is for both)",
		"unknown_setting":             "host: unknown setting ([vpp.itunes.apple.com]), must be one of: detect_in_text, errors, hosts, join_traces, mark_errors, max_payload_size, message_attributes, payload_attributes",
		"unknown_setting_of_an_error": "errors[0].class: unknown setting (\"never\"), must be one of: api, message, number, retry_class, status_code",
		"hosts_entry_type":            "hosts[1]: 17 is of the wrong type, must be a text",
		"max_payload_size_fraction":   "max_payload_size: 1.5 is of the wrong type, must be a whole number",
		"errors_type":                 `errors: "9602" is of the wrong type, must be a list of errors`,
		"errors_status_code_type":     `errors[0].status_code: "400" is of the wrong type, must be a whole number`,
		"errors_message_type":         `errors[0].message: 9602 is of the wrong type, must be a text`,
		"several": "hosts: [] is empty, must name at least one host, such as vpp.itunes.apple.com\n" +
			"max_payload_size: 0 is too small, must be at least 1 (bytes)\n" +
			"errors[0].number: 0 is no error number, must be from 1 to 2147483647\n" +
			"errors[0].status_code: 700 is no HTTP status, must be from 100 to 599",
	}
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	require.Len(t, conf.ToStringMap(), len(wrong)+2, "a section is not tested") // those of the two tests above
	for name, want := range wrong {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := loadConfig(t, name)
			require.Error(t, err)
			assert.Equal(t, want, strings.TrimPrefix(withoutPreamble(err.Error()), "'' "))
		})
	}
}
