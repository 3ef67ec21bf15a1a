// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// An observer gets the outcome of each finding and each text, but only for its own batch.
func TestObserver(t *testing.T) {
	t.Parallel()
	type seen struct {
		place    string
		inEvent  bool
		number   int64
		delivery string
		reason   string
	}
	var all []seen
	ctx := WithObserver(t.Context(), func(o Observation) {
		if o.Texts == nil {
			all = append(all, seen{o.Place, o.InEvent, o.Number, o.Delivery, string(o.Reason)})
		}
		for _, c := range o.Texts {
			all = append(all, seen{o.Place, o.InEvent, c.Number, "", string(c.Reason)})
		}
	})
	e := newEnricher(t)
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.Attributes().PutStr("http.response.body", `[{"errorNumber":9602},{"errorNumber":4711}]`)
	span.Events().AppendEmpty().Attributes().PutStr("err", "port 9622")
	span.Status().SetMessage("VPP error 9625")
	_, _ = e.Traces(ctx, td)
	assert.Equal(t, []seen{
		{"http.response.body", false, 9602, "response", string(Believed)},
		{"http.response.body", false, 4711, "response", string(Undocumented)},
		{"err", true, 9622, "", "not marked as an error number (as in \"error 9622\"), and its documented message isn't next to it"},
		{"status description", false, 9625, "", "marked as an error number, and the service is named"},
		{"status description", false, 9625, "message", string(Believed)},
	}, all)

	all = nil
	ld := plog.NewLogs()
	lr := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	lr.Body().SetStr("job {Job}")
	lr.Attributes().PutStr("Job", "9609 of many")
	_, _ = e.Logs(ctx, ld)
	_, _ = e.Logs(t.Context(), ld)
	const unmarked = "not marked as an error number (as in \"error 9622\"), and its documented message isn't next to it"
	assert.Equal(t, []seen{{"body", false, 9609, "", unmarked}, {"Job", false, 9609, "", unmarked}}, all)
	assert.Empty(t, (&scan.Scanner{}).Explain(lr.Body()), "text isn't searched")
}
