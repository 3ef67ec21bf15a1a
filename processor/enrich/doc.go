// SPDX-License-Identifier: Apache-2.0

// Package enrich finds the errors in spans and log records, and adds attributes that explain them. A batch passes through three
// phases, in one direction:
//
//  1. collect and find (collect.go, find.go): one pass over the attributes, a scan of what may hold errors, a decision on which
//     findings to believe;
//  2. join (join.go): errors and calls on different records of a trace; skipped if the batch has nothing to join;
//  3. decide, write, count (decide.go, write.go, metrics.go): each record once, and at once if it doesn't have to wait for a join.
//
// It is the only package that knows spans and logs. It may import catalog, scan, join and internal/metadata.
package enrich
