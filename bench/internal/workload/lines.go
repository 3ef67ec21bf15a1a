// SPDX-License-Identifier: Apache-2.0

package workload

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"
)

// Lines in the forms of logs that are published for research, one per system: with the same mean length (75 to 300 bytes)
// and share of digits (18 to 43 per hundred bytes). The words are made up. In a form, # is a digit, and @ a hexadecimal one.
//
//go:embed forms.txt
var formsText string

var forms = strings.Split(strings.TrimSuffix(formsText, "\n"), "\n")

// form returns the i-th line.
func form(i int) string {
	random := rand.New(rand.NewPCG(uint64(i), 0)) // the same in each run
	return strings.Map(func(r rune) rune {
		switch r {
		case '#':
			return rune('0' + random.IntN(10))
		case '@':
			return rune("0123456789abcdef"[random.IntN(16)])
		default:
			return r
		}
	}, forms[i%len(forms)])
}

// formed returns log records with these lines, bare or as JSON, each with this many attributes.
func formed(asJSON bool, attributes int) Workload {
	name := fmt.Sprintf("log lines of %d systems, %d attributes", len(forms), attributes)
	if asJSON {
		name += ", JSON"
	}
	return logs(name, size, none, func(i int, r plog.LogRecord) {
		line := form(i)
		if asJSON {
			line = fmt.Sprintf(`{"time":"2026-01-02T03:04:05.%03dZ","level":"info","logger":"sync.worker","msg":%q,"pid":%d}`, i%1000, line, 1000+i)
		}
		r.Body().SetStr(line)
		r.Attributes().Clear()
		for k := range attributes {
			if name := attributeNames[k]; k%4 == 3 {
				r.Attributes().PutInt(name, int64(i+k))
			} else {
				r.Attributes().PutStr(name, fmt.Sprintf("%s-%d-of-%x", "value", k, i*7919))
			}
		}
	})
}

// attributeNames are what collectors of files and containers, and loggers, add to a record.
var attributeNames = strings.Fields(`log.file.name log.file.path log.iostream log.record.line k8s.pod.name k8s.namespace.name
	k8s.container.name k8s.container.restart_count k8s.node.name thread.name logger.name thread.id code.function.name code.file.path
	service.instance.id code.line.number tenant request.id device.id attempt`)
