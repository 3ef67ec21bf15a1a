// SPDX-License-Identifier: Apache-2.0

// Package sentence finds the errors of the service in what people write: "Apple answered 429: error 9646".
//
// In: text, piece by piece. Out: the numbers that it speaks of, whether it names the service, and the HTTP status that it
// tells. It knows the wordings of package catalog, and neither JSON nor telemetry.
package sentence
