// SPDX-License-Identifier: Apache-2.0

// Package enrich finds the errors that spans and log records hold, decides what to say about them, and writes
// it onto the record: what a record offers is collected from its attributes, searched by package
// payload, explained by package catalog, decided without looking at the record again, and only then written.
//
// The package is internal to the processor in all but name: it promises no compatibility.
package enrich
