// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"encoding/json"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var vocabulary = NewVocabulary(catalog.Default(), []string{"vpp.itunes.apple.com"})

// want is what a test expects of a Finding.
type want struct {
	Shape                            string // empty: a response
	Number                           int64
	AtCut, Legacy                    bool
	Rich                             bool // not Bare
	Database, Companion, Device      bool
	Affected                         int
	EventID, EventType               string
	NotificationID, NotificationType string
	LibraryUID                       string
	Message                          string
}

var shapeNames = map[Shape]string{Status: "status", Notification: "notification", Message: "message"}

func simplify(found []Finding) (out []want) {
	for i := range found {
		f := &found[i]
		message, _ := f.Message()
		out = append(out, want{
			shapeNames[f.Shape], f.Number, f.NumberAtCut, f.Legacy, !f.Bare && f.Shape != Message, f.Database, f.Companion, f.Device, f.Affected,
			f.EventID, f.EventType, f.NotificationID, f.NotificationType, f.LibraryUID, message,
		})
	}
	return out
}

func newScanner() *Scanner { return &Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary} }

func bytesValue(s string) pcommon.Value {
	v := pcommon.NewValueBytes()
	v.Bytes().FromRaw([]byte(s))
	return v
}

func parsedValue(t require.TestingT, raw any) pcommon.Value {
	v := pcommon.NewValueEmpty()
	require.NoError(t, v.FromRaw(raw))
	return v
}

// payloadFile is testdata/payloads.yaml.
type payloadFile struct {
	Whole   []payload `mapstructure:"whole"`
	Cut     []payload `mapstructure:"cut"`
	Started []struct {
		Payload string `mapstructure:"payload"`
		ID      string `mapstructure:"id"` // empty: starts none
	} `mapstructure:"started"`
}

var payloads = func() (file payloadFile) {
	conf, err := confmaptest.LoadConf("testdata/payloads.yaml")
	if err == nil {
		err = conf.Unmarshal(&file)
	}
	if err != nil {
		panic(err)
	}
	return file
}()

type payload struct {
	Name    string `mapstructure:"name"`
	Payload string `mapstructure:"payload"`
	Want    []want `mapstructure:"want"`
	Reason  string `mapstructure:"reason"` // empty: none
}

func TestShapes(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, payloads.Whole)
	for _, tt := range payloads.Whole {
		t.Run(tt.Name, func(t *testing.T) {
			t.Parallel()
			parsed := pcommon.NewValueEmpty()
			refParse(tt.Payload).put(parsed)
			var indented bytes.Buffer
			require.NoError(t, json.Indent(&indented, []byte(tt.Payload), "", "\t"))
			forms := map[string]pcommon.Value{
				"string":    pcommon.NewValueStr(tt.Payload),
				"indented":  pcommon.NewValueStr(indented.String()),
				"in text":   pcommon.NewValueStr(`[GIN] {id} 400: ` + tt.Payload + ` took 9ms`),
				"in quotes": pcommon.NewValueStr(`level=error err="400: ` + escape(tt.Payload) + `" id={7}`),
				"bytes":     bytesValue(tt.Payload),
				"parsed":    parsed,
			}
			if !strings.Contains(tt.Payload, `"failures":"`) { // a list in a string isn't recognized under a flattened name
				forms["flat"], forms["flat, joined by _"] = flattened(parsed, "."), flattened(parsed, "_")
				inJSON, err := json.Marshal(forms["flat"].Map().AsRaw())
				require.NoError(t, err)
				forms["flat, in JSON"], forms["flat, in bytes"] = pcommon.NewValueStr(string(inJSON)), bytesValue(string(inJSON))
			}
			for form, v := range forms {
				s := newScanner()
				assert.Equal(t, None, s.Scan("", v, Payload), form)
				if form == "parsed" || strings.HasPrefix(form, "flat") { // findings in maps are ordered by key
					assert.ElementsMatch(t, tt.Want, simplify(s.Found()), form)
				} else {
					assert.Equal(t, tt.Want, simplify(s.Found()), form)
				}
			}
		})
	}
}

// flattened returns a map with the members and elements of v, flattened below a name as log pipelines do.
func flattened(v pcommon.Value, joint string) pcommon.Value {
	flat := pcommon.NewValueMap()
	var flatten func(name string, v pcommon.Value)
	flatten = func(name string, v pcommon.Value) {
		switch v.Type() {
		case pcommon.ValueTypeMap:
			for k, member := range v.Map().All() {
				flatten(name+joint+k, member)
			}
		case pcommon.ValueTypeSlice:
			for i, element := range v.Slice().All() {
				flatten(name+joint+strconv.Itoa(i), element)
			}
		default:
			v.CopyTo(flat.Map().PutEmpty(name))
		}
	}
	flatten("response", v)
	return flat
}

func escape(payload string) string { return strings.TrimSuffix(quote(payload)[1:], `"`) }

func TestResetKeepsNothing(t *testing.T) {
	t.Parallel()
	s := newScanner()
	for _, text := range []string{
		`{"failures":[{"errorNumber":9603,"errorMessage":"x"}],"eventId":"e-1","eventType":"CREATE"}`, `{"errorMessage":"Apple error 9625"}`,
		"Apple returned 401: error 9625", `Apple returned 401: {"body":"{\"errorNumber\":9625}"} and more`, strings.Repeat("[", 100) + `"errorNumber"`,
	} {
		search := func() weak.Pointer[byte] {
			payload := strings.Clone(text)
			s.ScanString(payload, Text)
			s.Scan("", parsedValue(t, map[string]any{"a": payload, "b": []any{payload}}), Text)
			return weak.Make(unsafe.StringData(payload))
		}
		kept := search()
		s.Reset()
		assert.Eventually(t, func() bool { runtime.GC(); return kept.Value() == nil }, time.Minute, time.Millisecond, text)
	}
	runtime.KeepAlive(s)
}
