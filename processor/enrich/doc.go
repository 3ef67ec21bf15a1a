// SPDX-License-Identifier: Apache-2.0

// Package enrich finds the errors that spans and log records hold, and says on the record what each means. In goes a batch;
// the same batch comes out, its records with attributes added. Three phases, one way:
//
//  1. collect and find (collect.go, find.go): a pass over the attributes, a scan of what may hold errors, what to believe;
//  2. join (join.go): errors and calls on different spans of a trace; a batch without such an error has no such phase;
//  3. decide, write, count (decide.go, write.go, metrics.go): each record once, most of them as they come by.
//
// It is the only room that knows spans and logs, and may know catalog, scan, join and internal/metadata.
package enrich
