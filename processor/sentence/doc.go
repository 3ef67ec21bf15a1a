// SPDX-License-Identifier: Apache-2.0

// Package sentence finds the errors that a text tells in words: a documented number that is marked as an error number,
// a documented wording, or both.
//
// In: a text, whole or in pieces. Out: error numbers, whether the service is named, and the HTTP status that the service
// answered with according to the text. A prefilter over the raw bytes rules out nearly all texts; the others are cleaned
// once, and matched clean.
//
// It may know catalog, for the wordings, and ascii. It keeps nothing of a text.
package sentence
