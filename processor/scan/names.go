// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Names reports whether a string in the value of an attribute names the service by one of its own names. Keys don't count, and
// neither do payloads. It reads as much of a string as the search for errors does.
func (s *Scanner) Names(attribute string, v pcommon.Value) bool {
	return s.Vocabulary != nil && s.anyString(attribute, v, 0, s.naming())
}

func (s *Scanner) naming() stringSearch {
	return stringSearch{IsSkippedForNames, func(key, t string) bool {
		return s.Vocabulary.Names(t) || slices.Contains(loggers[:], key) && s.Vocabulary.NamesPackage(t)
	}}
}

// HasSQLServer reports whether a string in the value of an attribute is a class of SQL Server, whose own errors have the same
// numbers.
func (s *Scanner) HasSQLServer(attribute string, v pcommon.Value) bool {
	return s.anyString(attribute, v, 0, stringSearch{IsSkippedForNames, func(_, t string) bool {
		return !strings.ContainsAny(t, notInClasses) && sentence.NamesSQLServer(t)
	}})
}

const notInClasses = " \t\n\"'{[<"

// loggers are the keys of the names of loggers, functions and classes, which in Go begin with the path of a package.
var loggers = [...]string{
	"logger", "logger.name", "logger_name", "log.logger", "component", "code.namespace", "code.function", "code.function.name",
	"func", "function", "exception.type", "error.type",
}

// resourceNamespaces are the namespaces of resource attributes, which say where a program runs. Naming the service there doesn't
// count, wherever they are.
var resourceNamespaces = []string{"container.", "host.", "k8s.", "kubernetes.", "process.", "resource."}

// IsResource reports whether a key is that of a resource attribute.
func IsResource(key string, isMap bool) bool {
	return IsWithin(key, isMap, resourceNamespaces) || shape.IsMachineName(key)
}

// IsWithin reports whether a name is in one of the namespaces, which end with a dot. A map counts as the dotted names in it.
func IsWithin(name string, isMap bool, namespaces []string) bool {
	for _, ns := range namespaces {
		if strings.HasPrefix(name, ns) || isMap && name == ns[:len(ns)-1] {
			return true
		}
	}
	return false
}

// IsSkippedForNames reports whether the value of a key is skipped when looking for names.
func IsSkippedForNames(key string, isMap bool) bool {
	return shape.IsWordless(key) || IsResource(key, isMap)
}
