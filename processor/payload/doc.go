// SPDX-License-Identifier: Apache-2.0

// Package payload finds the errors of Apple's App and Book Management API in what a record holds: JSON as a
// string, as bytes, inside text, inside a JSON string, cut off anywhere, or already parsed into a map.
//
// It knows shapes, not telemetry: it answers with [Finding]s and leaves to its caller which of them to
// believe. Nothing it does depends on the size of its input in more than a linear way, and its stack is
// bounded whatever the nesting.
//
// The package is internal to the processor in all but name: it promises no compatibility.
package payload
