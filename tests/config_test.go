// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// loadConfig reads the settings of the processor with this name from a file.
func loadConfig(tb testing.TB, file, name string) *mdmerrorprocessor.Config {
	tb.Helper()
	conf, err := confmaptest.LoadConf(file)
	require.NoError(tb, err)
	sub, err := conf.Sub(component.NewIDWithName(metadata.Type, name).String())
	require.NoError(tb, err)
	return validConfig(tb, sub)
}

func validConfig(tb testing.TB, conf *confmap.Conf) *mdmerrorprocessor.Config {
	tb.Helper()
	cfg := defaultConfig()
	require.NoError(tb, conf.Unmarshal(cfg))
	require.NoError(tb, confmap.Validate(cfg))
	return cfg
}

// readConfig reads settings as the Collector does.
func readConfig(yaml string) (cfg *mdmerrorprocessor.Config, decoding, validating error) {
	retrieved, err := confmap.NewRetrievedFromYAML([]byte(yaml))
	if err != nil {
		return nil, err, nil
	}
	conf, err := retrieved.AsConf()
	if err != nil {
		return nil, err, nil
	}
	cfg = defaultConfig()
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err, nil
	}
	return cfg, nil, confmap.Validate(cfg)
}

// readSettings reads testdata/settings.yaml as texts, the invalid ones with their errors.
func readSettings(tb testing.TB) (valid []string, invalid map[string]string) {
	tb.Helper()
	conf, err := confmaptest.LoadConf("../testdata/settings.yaml")
	require.NoError(tb, err)
	var file struct {
		Valid   []any `mapstructure:"valid"`
		Invalid []struct {
			Config any    `mapstructure:"config"`
			Error  string `mapstructure:"error"`
		} `mapstructure:"invalid"`
	}
	require.NoError(tb, conf.Unmarshal(&file))
	label := strings.Repeat("a", 63)
	name := strings.Repeat(label+".", 3) + label[:61] // of 253 characters
	valid = []string{"hosts: [" + name + "]"}
	invalid = map[string]string{"hosts: [" + name + "a]": "hosts[0]: invalid host", "hosts: [" + label + "a.example]": "hosts[0]: invalid host"}
	for _, config := range file.Valid {
		valid = append(valid, toJSON(config))
	}
	for _, s := range file.Invalid {
		invalid[toJSON(s.Config)] = s.Error
	}
	return valid, invalid
}

func TestValidate(t *testing.T) {
	t.Parallel()
	valid, invalid := readSettings(t)
	for _, yaml := range valid {
		_, decoding, validating := readConfig(yaml)
		assert.NoError(t, cmp.Or(decoding, validating), yaml)
	}
	for yaml, want := range invalid {
		_, decoding, validating := readConfig(yaml)
		assert.ErrorContains(t, cmp.Or(decoding, validating), want, yaml)
	}
}

// Variables, nulls and lists are decoded as in every other component: what looks like a number, a boolean or a date stays a text where
// one is expected.
func TestDecoding(t *testing.T) {
	t.Setenv("LIST", "[a.example, b.example]")
	t.Setenv("SIZE", "4096")
	type config = mdmerrorprocessor.Config
	decode := func(yaml string, change func(*config)) {
		r, err := confmap.NewResolver(confmap.ResolverSettings{
			URIs: []string{"yaml:" + yaml}, ProviderFactories: []confmap.ProviderFactory{yamlprovider.NewFactory(), envprovider.NewFactory()},
		})
		require.NoError(t, err)
		conf, err := r.Resolve(t.Context())
		require.NoError(t, err, yaml)
		want := defaultConfig()
		change(want)
		assert.Equal(t, want, validConfig(t, conf), yaml)
	}
	for _, value := range []string{"404", "0404", "true", "2026-01-02", ""} {
		t.Setenv("VALUE", value)
		decode(`payload_attributes: ["${env:VALUE}"]`, func(cfg *config) { cfg.PayloadAttributes = []string{value} })
		decode(`errors: [{number: 9, message: "${env:VALUE}"}]`, func(cfg *config) {
			cfg.Errors = []mdmerrorprocessor.ErrorConfig{{Number: 9, Message: value}}
		})
	}
	for yaml, change := range map[string]func(*config){
		`payload_attributes: ["${env:UNSET}"]`: func(cfg *config) { cfg.PayloadAttributes = []string{""} },
		"hosts: a.example,b.example":           func(cfg *config) { cfg.Hosts = []string{"a.example", "b.example"} },
		"hosts: ${env:LIST}":                   func(cfg *config) { cfg.Hosts = []string{"a.example", "b.example"} },
		"max_payload_size: ${env:SIZE}":        func(cfg *config) { cfg.MaxPayloadSize = 4096 },
		"join: {ttl: 90s}":                     func(cfg *config) { cfg.Join.TTL = 90 * time.Second },
		"{hosts: , errors: , join: }":          func(*config) {},
		"detect_in_text:":                      func(cfg *config) { cfg.DetectInText = false },
		`errors: [{number: 9, api: "${env:UNSET}", retry_class: ""}]`: func(cfg *config) {
			cfg.Errors = []mdmerrorprocessor.ErrorConfig{{Number: 9}}
		},
		"errors: [{number: 9, api: , retry_class: }]": func(cfg *config) {
			cfg.Errors = []mdmerrorprocessor.ErrorConfig{{Number: 9}}
		},
	} {
		decode(yaml, change)
	}
}

// A Config built in Go has not been through UnmarshalText.
func TestValidateConfigMadeInGo(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Errors = []mdmerrorprocessor.ErrorConfig{{Number: 9999, API: "v3"}, {Number: 9609, RetryClass: "later"}}
	err := cfg.Validate()
	assert.ErrorContains(t, err, `errors[0].api: invalid API "v3"`)
	assert.ErrorContains(t, err, `errors[1].retry_class: invalid retry class "later"`)
}

// The schema has the settings of Config, with their defaults and the values of their enums.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema, err := confmaptest.LoadConf("../config.schema.json")
	require.NoError(t, err)
	names := func(path string) []string { return slices.Sorted(maps.Keys(schema.Get(path).(map[string]any))) }
	settings, facts := confmap.New(), confmap.New()
	require.NoError(t, settings.Marshal(defaultConfig()))
	require.NoError(t, facts.Marshal(mdmerrorprocessor.ErrorConfig{}))
	assert.Equal(t, slices.Sorted(maps.Keys(settings.ToStringMap())), names("properties"))
	assert.Equal(t, slices.Sorted(maps.Keys(settings.Get("join").(map[string]any))), names("properties::join::properties"))
	assert.Equal(t, slices.Sorted(maps.Keys(facts.ToStringMap())), names("properties::errors::items::properties"))
	for _, name := range settings.AllKeys() {
		got := fmt.Sprint(schema.Get("properties::" + strings.ReplaceAll(name, "::", "::properties::") + "::default"))
		if d, err := time.ParseDuration(got); err == nil && got != "0" {
			got = d.String()
		}
		assert.Equal(t, fmt.Sprint(settings.Get(name)), got, name)
	}
	var classes []any
	for _, class := range catalog.RetryClasses() {
		classes = append(classes, string(class))
	}
	assert.ElementsMatch(t, classes, schema.Get("properties::errors::items::properties::retry_class::enum"))
}

// aSetting matches the path of a setting and a colon.
var aSetting = func() *regexp.Regexp {
	settings := confmap.New()
	if err := settings.Marshal(defaultConfig()); err != nil {
		panic(err)
	}
	names := slices.Sorted(maps.Keys(settings.ToStringMap()))
	return regexp.MustCompile(`^(` + strings.Join(names, "|") + `)(\[\d+\])?(\.\w+)?: `)
}()

// FuzzConfig reads any YAML as settings. Either they are rejected with a path, or a processor works with them, and in
// particular with the configured attributes and errors.
func FuzzConfig(f *testing.F) {
	valid, invalid := readSettings(f)
	for _, yaml := range append(slices.Sorted(maps.Keys(invalid)), valid...) {
		f.Add(yaml)
	}
	f.Fuzz(func(t *testing.T, yaml string) {
		cfg, decoding, validating := readConfig(yaml)
		if decoding != nil {
			return
		}
		if validating != nil {
			for line := range strings.SplitSeq(validating.Error(), "\n") {
				require.Regexp(t, aSetting, line)
			}
			return
		}
		p := start(t, nopSettings(), cfg, nop)
		host := cfg.Hosts[slices.IndexFunc(cfg.Hosts, func(host string) bool { return host != "" })]
		errors := append([]mdmerrorprocessor.ErrorConfig{{Number: 9602, Message: "Missing argument."}}, cfg.Errors[:min(len(cfg.Errors), 4)]...)
		for _, e := range errors {
			payload := fmt.Sprintf(`{"errorNumber": %d, "errorMessage": %q}`, e.Number, e.Message)
			texts := bodies(fmt.Sprintf("Apple VPP error %d", e.Number), fmt.Sprintf("error %d: %s", e.Number, e.Message), e.Message, payload)
			require.NoError(t, p.consume(t.Context(), texts))
			call := answered(400, payload)
			call.attributes()[0].PutStr("server.address", host)
			require.NoError(t, p.consume(t.Context(), call))
			if cfg.MaxPayloadSize >= len(payload) {
				require.Equal(t, []int64{int64(e.Number)}, numbers(call))
			}
		}
	})
}

// logged returns what processors of both signals log: at their start, and about records with an error.
func logged(t *testing.T, cfg *mdmerrorprocessor.Config) []observer.LoggedEntry {
	t.Helper()
	core, entries := observer.New(zap.DebugLevel)
	set := nopSettings()
	set.Logger = zap.New(core)
	p := start(t, set, cfg, nop)
	require.NoError(t, p.consume(t.Context(), answered(400, response9602, response9602[:20])))
	require.NoError(t, p.consume(t.Context(), bodies("Apple VPP error 9625")))
	return entries.All()
}

// Each pipeline logs the settings in effect once, at start. Nothing about received data is ever logged.
func TestLoggedSettings(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Hosts = []string{"VPP.itunes.apple.com.", "", "mdm-proxy.example.com"}
	cfg.PayloadAttributes = []string{"", "vpp.answer"}
	cfg.MaxPayloadSize = 4096
	cfg.Errors = []mdmerrorprocessor.ErrorConfig{{Number: 9999, RetryClass: catalog.Never}}
	settings := confmap.New()
	require.NoError(t, settings.Marshal(cfg))
	lines := logged(t, cfg)
	require.Len(t, lines, 2)
	for _, line := range lines {
		assert.Equal(t, zap.InfoLevel, line.Level)
		fields := line.ContextMap()
		assert.Equal(t, slices.Sorted(maps.Keys(settings.ToStringMap())), slices.Sorted(maps.Keys(fields)))
		assert.Equal(t, []any{"VPP.itunes.apple.com.", "mdm-proxy.example.com"}, fields["hosts"])
		assert.Equal(t, []any{"vpp.answer"}, fields["payload_attributes"])
		assert.EqualValues(t, 4096, fields["max_payload_size"])
		assert.EqualValues(t, 1, fields["errors"])
	}
}

func TestLoggedWarningWithoutApple(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Hosts = []string{"mdm-proxy.example.com"}
	lines := slices.DeleteFunc(logged(t, cfg), func(l observer.LoggedEntry) bool { return l.Level == zap.InfoLevel })
	require.Len(t, lines, 2) // one per pipeline
	for _, line := range lines {
		assert.Equal(t, zap.WarnLevel, line.Level)
		assert.Contains(t, line.Message, "hosts does not include vpp.itunes.apple.com")
	}
}
