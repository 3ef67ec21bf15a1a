// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// reference is a plain implementation of what the documentation says about records. What JSON and words say is left to package
// scan, whose own tests have a reference for each.
type reference struct {
	cfg     *mdmerrorprocessor.Config
	catalog *catalog.Catalog
	scanner *scan.Scanner
}

var defaultReference = newReference(defaultConfig())

func newReference(cfg *mdmerrorprocessor.Config) *reference {
	var overrides []catalog.Override
	for _, e := range cfg.Errors {
		overrides = append(overrides, catalog.Override{
			API: e.API, Number: e.Number, Message: e.Message, StatusCode: e.StatusCode, RetryClass: e.RetryClass,
		})
	}
	s := &reference{cfg: cfg, catalog: catalog.New(overrides...), scanner: &scan.Scanner{MaxSize: cfg.MaxPayloadSize}}
	if cfg.DetectInText {
		s.scanner.Vocabulary = scan.NewVocabulary(s.catalog, cfg.Hosts)
	}
	return s
}

// entry is a span or a log record.
type entry struct {
	attributes pcommon.Map
	body       pcommon.Value     // of log records; empty for spans
	span       ptrace.Span       // of spans
	kind       ptrace.SpanKind   // unspecified: a log record
	at         pcommon.Timestamp // which dates in Retry-After are relative to
	scope      string
}

// reading is what was read of a record.
type reading struct {
	*reference
	*entry
	url, status                  string
	named, other, call           bool // the URL attributes name the service, another host; it is a call
	inEvent, inPayload, database bool
	seen                         []sighting
	unreadable                   []string
	texts                        []pcommon.Value // what people read
}

// sighting is an error in a record.
type sighting struct {
	scan.Finding
	number   int
	delivery string
	event    bool // found in an event of a span
	payload  bool // found in a payload
}

func (e *entry) isSpan() bool { return e.kind != ptrace.SpanKindUnspecified }

func (e *entry) attribute(names ...string) string {
	for _, name := range names {
		if v, ok := e.attributes.Get(name); ok {
			return v.AsString()
		}
	}
	return ""
}

// look reads the host and the response of a call.
func (r *reading) look() {
	r.url = r.attribute("url.full", "http.url")
	host := r.attribute("server.address", "net.peer.name", "http.host")
	if u, err := url.Parse(r.url); err == nil && host == "" {
		host = u.Hostname()
	}
	r.named = slices.ContainsFunc(r.cfg.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
	r.other = host != "" && !r.named
	r.status = r.attribute("http.response.status_code", "http.status_code")
	if r.status == "" && r.kind == ptrace.SpanKindClient && host != "" {
		r.status = r.attribute("status")
	}
	r.call = r.named && (!r.isSpan() || r.kind == ptrace.SpanKindClient || r.kind == ptrace.SpanKindInternal)
	for name := range r.attributes.All() {
		r.database = r.database || strings.HasPrefix(name, "db.")
	}
}

func (r *reading) httpStatus() int {
	if status, err := strconv.Atoi(r.status); err == nil && status >= 100 && status <= 599 {
		return status
	}
	return 0
}

// trusted returns the status that came back with an error, or 0.
func (r *reading) trusted(s *sighting) int {
	switch {
	case s.TextStatus != 0:
		return s.TextStatus
	case r.trusts(s):
		return r.httpStatus()
	}
	return 0
}

// trusts reports whether the service has sent the record's status and headers.
func (r *reading) trusts(s *sighting) bool {
	return r.call || !r.other && !r.named && (r.kind == ptrace.SpanKindClient && s.payload && !s.event ||
		!r.isSpan() && s.delivery == "response" && r.attribute("http.route", "client.address", "url.path", "url.query") == "")
}

// path is that of the URL, without its query.
func (r *reading) path() string {
	u, err := url.Parse(r.url)
	if err != nil {
		return ""
	}
	return u.Path
}

func (r *reading) api(s *sighting) (api catalog.API, byPath bool) {
	switch path := r.path(); {
	case strings.Contains(path, "/mdm/v2/"):
		return catalog.V2, true
	case strings.Contains(path, "/mdm/") && strings.HasSuffix(path, "Srv"):
		return catalog.V1, true
	case s.Legacy:
		return catalog.V1, false
	}
	return catalog.V2, false
}

// decide returns what is written about an error.
func (r *reading) decide(s *sighting) (attributes map[string]any) {
	background := s.delivery == "status" || s.delivery == "notification"
	delivered, status := catalog.Response, r.trusted(s)
	if background {
		delivered, status = catalog.Background, 0
	}
	api, byPath := r.api(s)
	row, _ := r.catalog.Lookup(api, s.number, delivered)
	attributes = map[string]any{"apple.mdm.error.number": int64(s.number), "apple.mdm.error.delivery": s.delivery}
	class := row.RetryClass
	if class == "" {
		class = catalog.ClassOfStatus(status)
	}
	if row.Message != "" {
		attributes["apple.mdm.error.message"] = row.Message
	}
	if background {
		row.StatusCode = 0
	}
	if row.StatusCode != 0 {
		attributes["apple.mdm.error.expected_status_code"] = int64(row.StatusCode)
	}
	attributes["apple.mdm.retry.class"] = string(class)
	inBackground := []int{9603, 9609, 9635, 9641, 9644, 9709, 9716}
	switch {
	case status == 0:
	case s.delivery == "message" && status < 400 && (slices.Contains(inBackground, s.number) || r.named && strings.HasSuffix(r.path(), "/status")):
	case byPath && api == catalog.V2 && status < 400, row.StatusCode != 0 && row.StatusCode != status:
		attributes["apple.mdm.error.status_check"] = "mismatch"
	case row.StatusCode == 0:
		attributes["apple.mdm.error.status_check"] = "undocumented"
	default:
		attributes["apple.mdm.error.status_check"] = "match"
	}
	return attributes
}

// delay returns the seconds of Retry-After.
func (r *reading) delay() (float64, bool) {
	v, ok := r.attributes.Get("http.response.header.retry-after")
	if !ok {
		v, ok = r.attributes.Get("http.response.header.retry_after")
	}
	if ok && v.Type() == pcommon.ValueTypeSlice {
		if ok = v.Slice().Len() > 0; ok {
			v = v.Slice().At(0)
		}
	}
	if !ok {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(strings.TrimSpace(v.AsString()), 64); err == nil {
		return seconds, seconds >= 0
	}
	date, err := http.ParseTime(v.AsString())
	return max(0, date.Sub(r.at.AsTime()).Seconds()), err == nil && date.Sub(r.at.AsTime()) < 10*365*24*time.Hour
}

// readCode reads an errorNumber without an errorMessage in front of the messages beside it, which are read by themselves, too.
func (r *reading) readCode(attributes pcommon.Map) {
	code, ok := attributes.Get("errorNumber")
	if _, isResponse := attributes.Get("errorMessage"); !ok || isResponse {
		return
	}
	texts := []pcommon.Value{r.body}
	if r.isSpan() {
		texts = nil
	}
	for name, v := range attributes.All() {
		isMessage := slices.Contains(messageNames, name) || slices.Contains([]string{"errorMessage", "reason"}, name)
		if isMessage && !slices.Contains(r.cfg.ExcludeAttributes, name) {
			texts = append(texts, v)
		}
	}
	for _, v := range texts {
		r.scanner.Scan("", pcommon.NewValueStr(code.AsString()+": "+v.Str()), scan.Text)
		r.keep(scan.None)
	}
}
