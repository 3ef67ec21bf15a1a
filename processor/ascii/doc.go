// SPDX-License-Identifier: Apache-2.0

// Package ascii classifies and compares ASCII bytes: letters, digits, case, white space. It has no state, and imports no other package
// of ours. Words to compare with must be in lower case.
package ascii
