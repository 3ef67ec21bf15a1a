// SPDX-License-Identifier: Apache-2.0

// Package ascii classifies and compares ASCII bytes: letters, digits, case, white space. It imports nothing and has no state.
// Words to compare with must be in lower case.
package ascii
