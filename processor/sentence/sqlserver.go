// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// sqlServer is what names SQL Server, which has the same numbers for other errors: in small letters, by the first of them.
var sqlServer = map[byte][]string{
	's': {
		"sql server", "sqlserver", "sqlexception", "sqlclient", "sqlcmd", "sqlstate",
		"service broker", "severity: 1", "severity: 2",
	},
	'm': {"mssql"},
	'o': {"odbc"},
}

// namesSQLServer reports whether a text names SQL Server. No other database has these numbers: "sql: no rows" doesn't.
func namesSQLServer(t string) bool {
	const initials = "SMOsmo"
	for i := 0; ; i++ {
		next := strings.IndexAny(t[i:], initials)
		if next < 0 {
			return false
		}
		i += next
		for _, phrase := range sqlServer[t[i]|0x20] {
			if nameStarts(t, i) && ascii.HasPrefixFold(t[i:], phrase) &&
				(!ascii.IsDigit(phrase[len(phrase)-1]) || ascii.IsDigit(byteAt(t, i+len(phrase)))) {
				return true
			}
		}
	}
}
