// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// A text that doesn't name the service counts if its record does.
func TestNamedByTheRecord(t *testing.T) {
	t.Parallel()
	const nameless = "error 9622"
	checkAll(t, []evidence{
		{name: "nobody", attributes: fields{"err": nameless}},
		{name: "the instrumentation", scope: "com.example.vpp.Client", attributes: fields{"err": nameless}, want: found(9622)},
		{name: "a package of Go", scope: "mdm.example/sync/vpp", attributes: fields{"err": nameless}, want: found(9622)},
		{name: "a package below it", scope: "mdm.example/vpp/redis", attributes: fields{"err": nameless}},
		{name: "another instrumentation", scope: "com.example.redis.Client", attributes: fields{"err": nameless}},
		{name: "the class of the exception", attributes: fields{"err": nameless, "exception.type": "com.example.VppException"}, want: found(9622)},
		{name: "another message", attributes: fields{"err": nameless, "msg": "apps and books: sync failed"}, want: found(9622)},
		{name: "a map", attributes: fields{"err": nameless, "context": fields{"job": "vpp-sync"}}, want: found(9622)},
		{name: "a list", attributes: fields{"err": nameless, "tags": []any{"vpp"}}, want: found(9622)},
		{name: "a call", kind: ptrace.SpanKindClient, attributes: fields{"err": nameless, "server.address": "vpp.itunes.apple.com"}, want: found(9622)},

		{name: "the company's name", attributes: fields{"err": nameless, "msg": "Apple said no"}},
		{name: "a payload", attributes: fields{"err": nameless, "http.response.body": "vpp"}},
		{name: "a payload by the end of its name", attributes: fields{"err": nameless, "lastResponseBody": []any{"vpp"}}},
		{name: "a request", attributes: fields{"err": nameless, "http.request.body": "vpp"}},
		{name: "the URL of another", attributes: fields{"err": nameless, "url.full": "https://mdm.example/vpp"}},
		{name: "what is left out", attributes: fields{"err": nameless, "gen_ai.prompt": []any{"what is vpp?"}, "db": fields{"namespace": "vpp"}}},
		{name: "what this processor wrote", attributes: fields{"err": nameless, "apple.mdm.note": []any{"vpp"}}},
		{name: "a number", attributes: fields{"err": nameless, "vpp": 1}},
		{name: "where it runs", attributes: fields{"err": nameless, "kubernetes": fields{"pod": "vpp-1"}, "k8s.pod.labels": []any{"vpp"}, "process.command_args": []any{"vpp"}}},
		{name: "a prompt", attributes: fields{"err": nameless, "llm.prompts": []any{"what is vpp?"}, "last_prompt": []any{"vpp"}}},
		{name: "SQL Server's class beside it", scope: "vpp", attributes: fields{"exception": fields{"class": "SqlException", "text": nameless}}},
		{name: "another class beside it", scope: "vpp", attributes: fields{"exception": fields{"class": "SyncException", "text": nameless}}, want: found(9622)},
		{name: "a database's", scope: "vpp", attributes: fields{"err": nameless, "db.system.name": "redis"}},
	}, onLogs, onSpans)
}

func TestNamedByALogRecord(t *testing.T) {
	t.Parallel()
	checkAll(t, []evidence{
		{name: "the body", body: "VPP sync failed", attributes: fields{"err": "error 9622"}, want: found(9622)},
		{name: "a map as the body", body: fields{"job": "vpp sync"}, attributes: fields{"err": "error 9622"}, want: found(9622)},
		{name: "the body is the nameless one", body: "error 9622", attributes: fields{"logger": "vpp"}, want: found(9622)},
		{name: "bytes", attributes: fields{"err": "error 9622", "logger": []byte("vpp")}, want: found(9622)},
		{name: "Spring's status is text here", attributes: fields{"err": "error 9622", "status": "vpp is down"}, want: found(9622)},
		{name: "a logger with a slash", attributes: fields{"err": "error 9622", "logger": "mdm/vpp"}, want: found(9622)},
		{name: "a package as the logger", attributes: fields{"err": "error 9622", "logger.name": "mdm.example/sync/vpp"}, want: found(9622)},
		{name: "a component", attributes: fields{"err": "error 9622", "component": "vpp/sync"}, want: found(9622)},
		{name: "a function of Go", attributes: fields{"err": "error 9622", "code.function.name": "mdm.example/vpp.(*Client).Call"}, want: found(9622)},
		{name: "the logger in JSON", body: `{"logger":"mdm/vpp","err":"error 9622"}`, want: found(9622)},
		{name: "a package as the logger in JSON", body: `{"logger":"mdm.example/sync/vpp","err":"error 9622"}`, want: found(9622)},
		{name: "a package below it in JSON", body: `{"logger":"mdm.example/vpp/redis","err":"error 9622"}`},
		{name: "where it runs, in JSON", body: `{"err":"error 9622","kubernetes":{"pod":"vpp-1"},"host":{"name":"vpp"},"k8s.pod.name":"vpp"}`},
		{name: "where it runs, in a map", body: fields{"log": "error 9622", "kubernetes": fields{"pod": "vpp-1"}}},
		{name: "a host that was called", attributes: fields{"err": "error 9622", "host": "vpp.itunes.apple.com"}, want: found(9622)},
		{name: "a host that was called, in JSON", body: `{"err":"error 9622","host":"vpp.itunes.apple.com"}`, want: found(9622)},
		{name: "a function of a package below it", attributes: fields{"err": "error 9622", "code.function.name": "mdm.example/vpp/redis.Get"}},
		{name: "a file", attributes: fields{"err": "error 9622", "logger": "src/mdm/vpp.go", "code.file.path": "mdm.example/sync/vpp", "component": "/srv/vpp"}},
		{name: "a URL", attributes: fields{"err": "error 9622", "logger": "https://mdm.example/vpp", "link": "mdm.example/sync/vpp"}},
		{name: "a logger that is no text", attributes: fields{"err": "error 9622", "logger": 7}},
		{name: "nobody", body: "sync failed", attributes: fields{"err": "error 9622", "logger": "redis"}},
		{name: "where it runs", attributes: fields{"err": "error 9622", "k8s.pod.name": "vpp-1", "host.name": "vpp-1", "container.name": "vpp", "hostname": "vpp-1", "pod": "vpp-1", "resource": fields{"service.name": "vpp"}}},
		{name: "another product's attribute", body: "vpp", attributes: fields{"redis.error": "error 9622", "mysql": fields{"last": "error 9622"}}},
		{name: "the log of a platform", attributes: fields{"azure.properties": fields{"category": "VppSync", "message": "error 9622"}}, want: found(9622)},
		{name: "no other product's", body: "vpp", attributes: fields{"redistribution.error": "error 9622"}, want: found(9622)},
		{name: "another product's attribute, which says whose it is", attributes: fields{"redis.error": "vpp error 9622"}, want: found(9622)},
		{name: "what an earlier run wrote, in maps", attributes: fields{"apple": fields{"mdm": fields{"error": fields{"message": "The server has revoked the sToken."}}}}},
		{name: "named by what an earlier run wrote, in maps", attributes: fields{"err": "error 9634", "apple": fields{"mdm": fields{"error": fields{"message": "The server has revoked the sToken."}}}}},
		{name: "beside what an earlier run wrote", attributes: fields{"apple": fields{"mdm": fields{"error": fields{"number": 9625}}, "errorNumber": 9622, "errorMessage": "x"}}, want: found(9622)},
		{name: "another map of that name", attributes: fields{"apple": fields{"errorNumber": 9622, "errorMessage": "x"}}, want: found(9622)},
		{name: "what is asked for", attributes: fields{"search.query": "VPP error 9622", "llm.input": "VPP error 9622"}},
		{name: "a model's words", body: fields{"content": "What is VPP error 9622?"}, attributes: fields{"gen_ai.system": "x"}},
		{name: "the words of a model's tool", attributes: fields{"gen_ai.system": "x", "err": "VPP error 9622"}, want: found(9622)},
	}, onLogs)
}

func TestNamedByASpan(t *testing.T) {
	t.Parallel()
	checkAll(t, []evidence{
		{name: "an event for the span", attributes: fields{"err": "error 9622"}, events: []event{{"message": "vpp sync failed"}}, want: found(9622)},
		{name: "the span for an event", attributes: fields{"message": "vpp sync failed"}, events: []event{{"err": "error 9622"}}, want: found(9622)},
		{name: "the class in an event", status: "error 9622", events: []event{{"exception.type": "VppError"}}, want: found(9622)},
		{name: "the description", status: "vpp sync failed", events: []event{{"err": "error 9622"}}, want: found(9622)},
		{name: "a text that nobody reads", attributes: fields{"job": "vpp-sync", "err": "error 9622"}},
		{name: "one of an event", attributes: fields{"err": "error 9622"}, events: []event{{"job": "vpp-sync"}}},
	}, onSpans)
}
