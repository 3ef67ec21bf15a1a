// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// cases returns all of them.
func cases() (all []worstCase) {
	for _, c := range texts {
		all = append(all, worstCase{"text: " + c.name, kindText, func(size int) batch {
			return body(c.head + preamble + fill(c.part, size-len(preamble)))
		}, c.want})
	}
	for _, c := range payloads {
		all = append(all, worstCase{"JSON: " + c.name, kindJSON, func(size int) batch {
			return body(c.head + fill(c.part, size) + c.tail)
		}, c.want})
	}
	for _, c := range made {
		all = append(all, worstCase{"JSON: " + c.name, kindJSON, func(size int) batch { return body(c.text(size)) }, c.want})
	}
	for _, c := range values {
		all = append(all, worstCase{"value: " + c.name, kindJSON, func(size int) batch {
			b, records := newRecords()
			c.put(records.AppendEmpty().Body(), size)
			return b
		}, c.want})
	}
	for _, c := range attributes {
		all = append(all, worstCase{"attribute: " + c.name, kindRecord, c.build, c.want})
	}
	for _, c := range records {
		all = append(all, worstCase{"batch: " + c.name, c.kind, small(c.body), c.want})
	}
	for _, c := range traces {
		all = append(all, worstCase{"trace: " + c.name, kindTrace, func(size int) batch {
			t := newTrace()
			c.arrange(t, size)
			return t.batch
		}, c.want})
	}
	return all
}

// The kinds of what is ordinary.
const (
	kindText   = "log line"
	kindJSON   = "JSON"
	kindRecord = "log record with attributes"
	kindTrace  = "trace"
)

// usual is what is ordinary of a kind, healthy and with an error: records or traces like that, one after the other.
var usual = map[string]struct{ healthy, failed worstCase }{
	kindText: {
		worstCase{"a line of a log, 105 bytes", kindText, small("2026-11-22 08:41:19,301 INFO [worker-7] processed request from 192.0.2.14 in 96 ms, cache hit ratio 0.93"), 0},
		worstCase{"a line that tells an error, 130 bytes", kindText, small("2026-11-22 08:41:19,301 ERROR [worker-7] Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"), 9625},
	},
	kindJSON: {
		worstCase{"a page of ten assets, 1 KiB", kindJSON, small(`{"assets":[` + strings.Repeat(`{"adamId":"1000000001","pricingParam":"STDQ","availableCount":3,"supportedPlatforms":["iOS"]},`, 10) + `{}],"currentPageIndex":0,"totalPages":1}`), 0},
		worstCase{"an error response, 95 bytes", kindJSON, small(`{"errorNumber":9646,"errorMessage":"There are too many recent requests. Try again momentarily."}`), 9646},
	},
	kindRecord: {
		worstCase{"a log record with ten attributes", kindRecord, described("sync done"), 0},
		worstCase{"one with an error response as its body", kindRecord, described(`{"errorNumber":9602,"errorMessage":"Invalid argument."}`), 9602},
	},
	kindTrace: {
		worstCase{"a request, its call to the service, a query", kindTrace, requests(200, ""), 0},
		worstCase{"one whose call failed, with the error in an exception, joined", kindTrace, requests(401, "Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"), 9625},
	},
}

func described(text string) func(size int) batch {
	return func(size int) batch {
		b, records := newRecords()
		for range size / 300 {
			record := records.AppendEmpty()
			record.Body().SetStr(text)
			for _, name := range []string{"log.file.name", "log.iostream", "thread.name", "logger", "trace.sampled", "code.function.name", "service.part", "enduser.id", "level", "build"} {
				record.Attributes().PutStr(name, "something")
			}
		}
		return b
	}
}

// requests are traces of three spans.
func requests(status int64, exception string) func(size int) batch {
	return func(size int) batch {
		t := newTrace()
		for i := range size / 700 {
			id := 3*i + 1
			server := t.span(id, 0, ptrace.SpanKindServer)
			server.SetName("POST /api/apps/sync")
			put(server, "http.request.method", "POST", "url.path", "/api/apps/sync", "server.address", "mdm.example.com", "user_agent.original", "curl/8.5.0")
			if exception != "" {
				event := server.Events().AppendEmpty()
				event.SetName("exception")
				put(event, "exception.type", "*client.Error", "exception.message", exception)
			}
			call := t.call(id+1, id, status)
			call.SetName("HTTP GET")
			put(call, "http.request.method", "GET", "url.full", "https://vpp.itunes.apple.com/mdm/v2/assets?pageIndex=3")
			query := t.span(id+2, id, ptrace.SpanKindClient)
			query.SetName("SELECT devices")
			put(query, "db.system.name", "postgresql", "db.query.text", "SELECT id, name FROM devices WHERE id = $1")
			for _, span := range []ptrace.Span{server, call, query} {
				span.SetTraceID(pcommon.TraceID{1, byte(i >> 16), byte(i >> 8), byte(i)})
			}
		}
		return t.batch
	}
}

func put(to interface{ Attributes() pcommon.Map }, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		to.Attributes().PutStr(pairs[i], pairs[i+1])
	}
}
