// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// aSetting is the path of a setting, or of what was taken for one.
var aSetting = regexp.MustCompile(`(?s)^(hosts|payload_attributes|message_attributes|max_payload_size|detect_in_text|join_traces|mark_errors|errors)\b(\[\d+\])?(\..*?)?: `)

// FuzzConfig reads any YAML as the settings. Each is refused with a message that names what is wrong by its path; or
// taken, and then there is a processor that does its work with them.
func FuzzConfig(f *testing.F) {
	all, err := os.ReadFile("testdata/config.yaml")
	require.NoError(f, err)
	for _, section := range regexp.MustCompile(`(?m)^mdm_error.*:`).Split(string(all), -1) {
		f.Add([]byte(strings.ReplaceAll(section, "\n  ", "\n")))
	}
	f.Add([]byte("errors: [{number: 9999, api: v2, message: \"\", status_code: 400, retry_class: never}]\nhosts: a,b\n"))
	f.Fuzz(func(t *testing.T, yaml []byte) {
		read, err := confmap.NewRetrievedFromYAML(yaml)
		if err != nil {
			t.Skip()
		}
		conf, err := read.AsConf()
		if err != nil {
			t.Skip()
		}
		cfg := createDefaultConfig().(*Config)
		if err = conf.Unmarshal(cfg); err == nil {
			err = confmap.Validate(cfg)
		}
		if err != nil {
			namesSetting(t, conf.ToStringMap(), err)
			return
		}
		withinLimits(t, cfg)
		processSamples(t, cfg)
	})
}

// withinLimits asserts that what was taken is what may be written.
func withinLimits(t *testing.T, cfg *Config) {
	t.Helper()
	require.NotEmpty(t, cfg.Hosts)
	require.Positive(t, cfg.MaxPayloadSize)
	for i, e := range cfg.Errors {
		require.True(t, 0 < e.Number && e.Number <= math.MaxInt32, e.Number)
		require.True(t, e.StatusCode == 0 || 100 <= e.StatusCode && e.StatusCode <= 599, e.StatusCode)
		require.Contains(t, append(catalog.RetryClasses(), ""), e.RetryClass)
		require.Contains(t, []catalog.API{"", catalog.V1, catalog.V2}, e.API)
		for _, o := range cfg.Errors[:i] {
			require.False(t, o.Number == e.Number && (o.API == e.API || o.API == "" || e.API == ""), "%d twice", e.Number)
		}
	}
}

// namesSetting asserts that what is said of wrong settings begins with the path of one.
func namesSetting(t *testing.T, written map[string]any, err error) {
	t.Helper()
	message := withoutPreamble(err.Error())
	message = strings.TrimPrefix(message, "'' ")
	if aSetting.MatchString(message) {
		return
	}
	for name := range written {
		if strings.HasPrefix(message, name+": unknown setting (") {
			return
		}
	}
	require.Fail(t, "no setting is named", "%q of %v", message, written)
}

// processSamples asserts that a processor with these settings can be made, and hands on what it is given.
func processSamples(t *testing.T, cfg *Config) {
	t.Helper()
	set := processortest.NewNopSettings(metadata.Type)
	spans, records := new(consumertest.TracesSink), new(consumertest.LogsSink)
	pt, err := NewFactory().CreateTraces(t.Context(), set, cfg, spans)
	require.NoError(t, err)
	pl, err := NewFactory().CreateLogs(t.Context(), set, cfg, records)
	require.NoError(t, err)
	require.NoError(t, pt.Start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, pl.Start(t.Context(), componenttest.NewNopHost()))

	td, list := newSpans()
	call := appendCall(list, 400)
	call.Attributes().PutStr("server.address", cfg.Hosts[0])
	call.Attributes().PutStr("http.response.body.content", answer9602)
	require.NoError(t, pt.ConsumeTraces(t.Context(), td))
	ld, bodies := newRecords()
	bodies.AppendEmpty().Body().SetStr(status9609)
	require.NoError(t, pl.ConsumeLogs(t.Context(), ld))

	require.Equal(t, 1, spans.SpanCount())
	require.Equal(t, 1, records.LogRecordCount())
	if cfg.MaxPayloadSize >= 1<<10 {
		require.EqualValues(t, 9602, numberOf(call.Attributes()))
		require.EqualValues(t, 9609, numberOf(bodies.At(0).Attributes()))
	}
	require.NoError(t, pt.Shutdown(t.Context()))
	require.NoError(t, pl.Shutdown(t.Context()))
}
