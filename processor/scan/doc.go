// SPDX-License-Identifier: Apache-2.0

// Package scan finds the errors of Apple's App and Book Management API in one value: JSON as a string, as bytes, inside
// text, inside a JSON string, cut off anywhere, or already parsed into a map; and in words.
//
// In: a pcommon.Value. Out: [Finding]s in order of appearance, and why a payload could not be read whole. What an error
// looks like is up to package shape, what it sounds like to package sentence; what contains what, and how deep, is seen to
// here. Its caller decides which findings to believe. The cost is linear in the size of the value, the stack is bounded.
package scan
