// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// sqlServer is what names SQL Server, which has the same numbers for other errors; a level of severity has two digits. The
// Solidity compiler and TDengine have them, too.
var sqlServer = []string{
	"sql server", "sqlserver", "sqlexception", "sqlclient", "sqlcmd", "sqlstate",
	"service broker", "severity: 1", "severity: 2", "level 1", "level 2", "class:1", "class:2", "mssql", "odbc", "pyodbc",
	"type conversion", "solc", "solidity", "tdengine", "taos error",
}

var beginsSQLServer = pairsOf(sqlServer)

// namesSQLServer reports whether a text names SQL Server. No other database has these numbers: "sql: no rows" doesn't.
func namesSQLServer(t string) bool {
	for i := range len(t) {
		if beginsSQLServer.at(t, i) && nameStarts(t, i) && slices.ContainsFunc(sqlServer, func(phrase string) bool {
			return ascii.HasPrefixFold(t[i:], phrase) &&
				(!ascii.IsDigit(phrase[len(phrase)-1]) || ascii.IsDigit(byteAt(t, i+len(phrase))))
		}) {
			return true
		}
	}
	return false
}

// sqlNamed is whether a text names SQL Server. It is asked only if it matters.
type sqlNamed uint8

const (
	unasked sqlNamed = iota
	notNamed
	isNamed
)

func (x *Text) namesSQLServer() bool {
	if x.sql == unasked {
		x.sql = notNamed
		if namesSQLServer(x.whole) {
			x.sql = isNamed
		}
	}
	return x.sql == isNamed
}
