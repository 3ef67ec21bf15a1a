// SPDX-License-Identifier: Apache-2.0

package workload

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Spans without an error, as instrumentation for HTTP, databases, gRPC, queues and proxies writes them: the kind and the attributes,
// separated by tabs.
//
//go:embed spans.txt
var spanText string

// instrumented returns all of them in turn.
func instrumented() Workload {
	kinds := map[string]ptrace.SpanKind{
		"client": ptrace.SpanKindClient, "server": ptrace.SpanKindServer, "producer": ptrace.SpanKindProducer, "internal": ptrace.SpanKindInternal,
	}
	list := strings.Split(strings.TrimSuffix(spanText, "\n"), "\n")
	return spans(fmt.Sprintf("spans of %d instrumentations", len(list)), size, none, func(i int, span ptrace.Span) {
		kind, attributes, _ := strings.Cut(list[i%len(list)], "\t")
		span.SetKind(kinds[kind])
		for attribute := range strings.SplitSeq(attributes, "\t") {
			name, value, _ := strings.Cut(attribute, "=")
			if n, err := strconv.ParseInt(value, 10, 64); err == nil {
				span.Attributes().PutInt(name, n)
			} else {
				span.Attributes().PutStr(name, value)
			}
		}
	})
}
