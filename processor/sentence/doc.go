// SPDX-License-Identifier: Apache-2.0

// Package sentence finds errors in texts that people read: a documented number that is marked as an error number, a documented
// wording, or both.
//
// In: a text, whole or in pieces. Out: the error numbers, whether the text names the service, and the HTTP status with which the
// service answered. A prefilter reads the raw bytes and rules out nearly all texts. The others are cleaned once, then matched.
//
// The package may import catalog, for the wordings, and ascii. It keeps no part of a text.
package sentence
